namespace RedshiftEncryption.Keys;

/// <summary>
/// Represents the one-time key that encrypts one object's content: 256 bits if this module created it, 128 or 192 bits
/// from some other writers.
/// </summary>
internal sealed class DataKey(SecretBytes key) : IDisposable
{
    /// <summary>The length of the data keys that this module creates, in bytes.</summary>
    public const int LengthInBytes = 32;

    public SecretBytes Secret { get; } = key;

    public static DataKey Create() => new(SecretBytes.Random(LengthInBytes));

    public void Dispose() => Secret.Dispose();
}
