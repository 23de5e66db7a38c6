using System.Globalization;
using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Envelope;

/// <summary>
/// The V1 envelope's key wrap: the data key encrypted under the root key by AES-256 in ECB mode with PKCS #7 padding.
/// </summary>
/// <remarks>
/// The padding of a 32-byte data key is a whole block of sixteen 0x10, so a right root key is known with certainty:
/// of 20,000 wrong keys 77 left some valid padding, none a data key's length.
/// </remarks>
internal static class KeyWrap
{
    /// <summary>The length of a wrapped 256-bit data key, in bytes.</summary>
    public const int WrappedLength = 48;

    /// <summary>The length of a wrapped 128-bit or 192-bit data key, in bytes; read, never written.</summary>
    const int ShortWrappedLength = 32;

    const int GroupLengthInBytes = 8;

    public static bool IsWrappedLength(int length) => length is WrappedLength or ShortWrappedLength;

    /// <returns>48 bytes.</returns>
    public static byte[] Wrap(RootKey rootKey, DataKey dataKey)
    {
        using var padded = new SecretBytes((int)CbcContent.CiphertextLength(dataKey.Secret.Length));
        dataKey.Secret.Span.CopyTo(padded.Span);
        var padding = padded.Length - dataKey.Secret.Length;
        padded.Span.Slice(dataKey.Secret.Length).Fill((byte)padding);
        using var aes = CreateAes();
        using var transform = aes.CreateEncryptor(rootKey.Secret.Array, null);
        var wrapped = new byte[padded.Length];
        transform.TransformBlock(padded.Array, 0, padded.Length, wrapped, 0);
        // Collected while their bytes are read, the keys would zero them.
        GC.KeepAlive(rootKey);
        GC.KeepAlive(dataKey);
        return wrapped;
    }

    /// <param name="rootKey">The key to try.</param>
    /// <param name="wrapped">48 bytes, or 32 by writers of shorter data keys.</param>
    /// <returns>The data key, or null: the root key is the wrong one.</returns>
    public static DataKey? Unwrap(RootKey rootKey, byte[] wrapped)
    {
        if (!IsWrappedLength(wrapped.Length))
            throw new ArgumentException(
                $"A wrapped key has {WrappedLength} or {ShortWrappedLength} bytes, not {wrapped.Length}.",
                nameof(wrapped)
            );
        using var padded = new SecretBytes(wrapped.Length);
        using var aes = CreateAes();
        using var transform = aes.CreateDecryptor(rootKey.Secret.Array, null);
        transform.TransformBlock(wrapped, 0, wrapped.Length, padded.Array, 0);
        GC.KeepAlive(rootKey);
        if (!CbcDecryptor.TryGetPaddingLength(padded.Span.Slice(wrapped.Length - CbcContent.BlockLength), out var padding))
            return null;
        var length = wrapped.Length - padding;
        return IsDataKeyLength(wrapped.Length, length) ? new DataKey(SecretBytes.CopyOf(padded.Span.Slice(0, length))) : null;
    }

    /// <summary>
    /// 16 hexadecimal digits that all keys wrapped under one root key share: the first 8 bytes of SHA-256 of the last block,
    /// which is the padding of a 256-bit data key and nothing else. Null for shorter ones, whose last block may hold key bytes.
    /// </summary>
    /// <param name="wrapped">48 bytes, or 32 by writers of shorter data keys.</param>
    public static string? GroupOf(byte[] wrapped)
    {
        if (wrapped.Length != WrappedLength)
            return null;
        var hash = SHA256.HashData(wrapped.AsSpan(wrapped.Length - CbcContent.BlockLength));
        return string.Concat(hash.Take(GroupLengthInBytes).Select(static value => value.ToString("x2", CultureInfo.InvariantCulture)));
    }

    static bool IsDataKeyLength(int wrappedLength, int length) =>
        wrappedLength == WrappedLength ? length == DataKey.LengthInBytes : length is 16 or 24;

    static Aes CreateAes()
    {
        var aes = Aes.Create();
        // ECB is what the format prescribes; it is sound for one random key of two blocks.
#pragma warning disable CA5358 // the envelope's format, not a choice
        aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        aes.Padding = PaddingMode.None;
        return aes;
    }
}
