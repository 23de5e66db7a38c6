using System.Security.Cryptography;
using System.Text;

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

    /// <summary>Derives a key for another purpose than to encrypt the content: HMAC-SHA-256 of the purpose, 32 bytes.</summary>
    /// <param name="purpose">The purpose in ASCII.</param>
    public SecretBytes Derive(string purpose)
    {
        using var derivation = new HMACSHA256(Secret.Array);
        var derived = derivation.ComputeHash(Encoding.ASCII.GetBytes(purpose));
        GC.KeepAlive(this);
        try
        {
            return SecretBytes.CopyOf(derived);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    public static DataKey Create() => new(SecretBytes.Random(LengthInBytes));

    public void Dispose() => Secret.Dispose();
}
