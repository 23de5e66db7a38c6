namespace RedshiftEncryption.Keys;

/// <summary>
/// The one-time key that encrypts one object's content: 256 bits when this module makes it, 128 or 192 as some writers did.
/// </summary>
internal sealed class DataKey(SecretBytes key) : IDisposable
{
    /// <summary>The length of every data key that this module makes, in bytes.</summary>
    public const int LengthInBytes = 32;

    public SecretBytes Secret { get; } = key;

    public static DataKey Create() => new(SecretBytes.Random(LengthInBytes));

    public void Dispose() => Secret.Dispose();
}
