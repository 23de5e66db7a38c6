using System.Text;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Unwraps keys that V2 wraps with AES-GCM: vector (12 bytes), ciphertext and tag (16 bytes), with the content
/// algorithm's name as associated data.
/// </summary>
internal static class GcmKeyWrap
{
    /// <summary>The length of a wrapped 256-bit data key, in bytes.</summary>
    public const int WrappedLength = GcmDecryptor.VectorLength + DataKey.LengthInBytes + GcmDecryptor.TagLength;

    public static bool IsWrappedLength(int length) => length - GcmDecryptor.VectorLength - GcmDecryptor.TagLength is 16 or 24 or 32;

    /// <returns>The data key; null if the root key is wrong.</returns>
    public static DataKey? Unwrap(RootKey rootKey, byte[] wrapped, string contentAlgorithm)
    {
        using var key = SecretBytes.CopyOf(
            wrapped.AsSpan(GcmDecryptor.VectorLength, wrapped.Length - GcmDecryptor.VectorLength - GcmDecryptor.TagLength)
        );
        var vector = wrapped.AsSpan(0, GcmDecryptor.VectorLength);
        using var decryptor = new GcmDecryptor(rootKey.Secret, vector);
        using var check = new GcmContentCheck(rootKey.Secret, vector, Encoding.ASCII.GetBytes(contentAlgorithm), key.Length);
        decryptor.Decrypt(key.Array, 0, key.Length);
        check.Add(decryptor, 0, key.Length);
        GC.KeepAlive(rootKey);
        return check.IsAuthentic(wrapped.AsSpan(wrapped.Length - GcmDecryptor.TagLength))
            ? new DataKey(SecretBytes.CopyOf(key.Span))
            : null;
    }
}
