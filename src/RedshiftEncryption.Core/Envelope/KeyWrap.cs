using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// Implements the key wrap of V1 envelopes: AES in ECB mode with PKCS #7 padding encrypts the data key under the root key.
/// That has 256 bits in new envelopes.
/// </summary>
/// <remarks>
/// The padding of a 32-byte data key is a whole block of sixteen 0x10 bytes, which identifies the right root key. In a
/// test with 20,000 wrong keys, 77 left some valid padding, but none left the length of a data key.
/// </remarks>
internal static class KeyWrap
{
    /// <summary>The length of a wrapped 256-bit data key, in bytes.</summary>
    public const int WrappedLength = 48;

    /// <summary>The length of a wrapped 128-bit or 192-bit data key, in bytes; only read, never written.</summary>
    const int ShortWrappedLength = 32;

    const int GroupLengthInBytes = 8;

    public static bool IsWrappedLength(int length) => length is WrappedLength or ShortWrappedLength;

    /// <returns>48 bytes.</returns>
    /// <exception cref="InvalidRootKeyException">The root key does not have 256 bits. Such keys only unwrap.</exception>
    public static byte[] Wrap(RootKey rootKey, DataKey dataKey)
    {
        rootKey.ThrowIfOnlyForReading();
        using var padded = new SecretBytes((int)CbcContent.CiphertextLength(dataKey.Secret.Length));
        dataKey.Secret.Span.CopyTo(padded.Span);
        var padding = padded.Length - dataKey.Secret.Length;
        padded.Span.Slice(dataKey.Secret.Length).Fill((byte)padding);
        using var aes = AesBlock.Create();
        using var transform = aes.CreateEncryptor(rootKey.Secret.Array, null);
        var wrapped = new byte[padded.Length];
        transform.TransformBlock(padded.Array, 0, padded.Length, wrapped, 0);
        // If the keys were collected here, their finalizers would zero the bytes during the read.
        GC.KeepAlive(rootKey);
        GC.KeepAlive(dataKey);
        return wrapped;
    }

    /// <param name="rootKey">The root key to try.</param>
    /// <param name="wrapped">The wrapped key: 48 bytes, or 32 from writers of shorter data keys.</param>
    /// <returns>The data key; null if the root key is wrong.</returns>
    public static DataKey? Unwrap(RootKey rootKey, byte[] wrapped)
    {
        if (!IsWrappedLength(wrapped.Length))
            throw new ArgumentException(
                $"A wrapped key has {WrappedLength} or {ShortWrappedLength} bytes, not {wrapped.Length}.",
                nameof(wrapped)
            );
        using var padded = new SecretBytes(wrapped.Length);
        using var aes = AesBlock.Create();
        using var transform = aes.CreateDecryptor(rootKey.Secret.Array, null);
        transform.TransformBlock(wrapped, 0, wrapped.Length, padded.Array, 0);
        GC.KeepAlive(rootKey);
        if (!CbcDecryptor.TryGetPaddingLength(padded.Span.Slice(wrapped.Length - CbcContent.BlockLength), out var padding))
            return null;
        var length = wrapped.Length - padding;
        return IsDataKeyLength(wrapped.Length, length) ? new DataKey(SecretBytes.CopyOf(padded.Span.Slice(0, length))) : null;
    }

    /// <summary>
    /// Gets 16 hexadecimal digits that all keys wrapped under one root key share: the first 8 bytes of the SHA-256 of
    /// the last block, which contains only the padding of a 256-bit data key. Null for shorter keys, whose last block
    /// can contain key bytes.
    /// </summary>
    /// <param name="wrapped">The wrapped key: 48 bytes, or 32 from writers of shorter data keys.</param>
    public static string? GroupOf(byte[] wrapped)
    {
        if (wrapped.Length != WrappedLength)
            return null;
        var hash = SHA256.HashData(wrapped.AsSpan(wrapped.Length - CbcContent.BlockLength));
        return Hexadecimal.Of(hash.Take(GroupLengthInBytes));
    }

    static bool IsDataKeyLength(int wrappedLength, int length) =>
        wrappedLength == WrappedLength ? length == DataKey.LengthInBytes : length is 16 or 24;
}
