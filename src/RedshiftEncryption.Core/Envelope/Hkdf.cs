using System.Security.Cryptography;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>Derives keys with HKDF-SHA512 (RFC 5869), which .NET Standard does not provide.</summary>
internal static class Hkdf
{
    const int HashLength = 64;

    /// <param name="key">The input key.</param>
    /// <param name="salt">The salt.</param>
    /// <param name="purpose">What the derived key is for.</param>
    /// <param name="length">The length of the derived key in bytes, at most 64: the first block of the expansion.</param>
    public static SecretBytes DeriveSha512(SecretBytes key, byte[] salt, byte[] purpose, int length)
    {
        if (length > HashLength)
            throw new ArgumentOutOfRangeException(nameof(length), length, "At most one block can be derived.");
        using var extraction = new HMACSHA512(salt);
        var extracted = extraction.ComputeHash(key.Array);
        try
        {
            using var expansion = new HMACSHA512(extracted);
            var expanded = expansion.ComputeHash([.. purpose, 1]);
            try
            {
                return SecretBytes.CopyOf(expanded.AsSpan(0, length));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(expanded);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
            GC.KeepAlive(key);
        }
    }
}
