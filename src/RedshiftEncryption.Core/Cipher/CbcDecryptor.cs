using System.Security.Cryptography;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Decrypts AES-CBC content in place, beginning at any block. The 16 bytes before it are the initialization vector.
/// Not thread-safe.
/// </summary>
internal sealed class CbcDecryptor : IRangeDecryptor
{
    readonly Aes aes;
    readonly ICryptoTransform transform;

    /// <param name="key">The content's data key; the caller may zero it afterwards.</param>
    /// <param name="initializationVector">The object's vector, or the ciphertext block before the first one; 16 bytes.</param>
    public CbcDecryptor(DataKey key, byte[] initializationVector)
    {
        aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.None;
        transform = aes.CreateDecryptor(key.Secret.Array, initializationVector);
        GC.KeepAlive(key);
    }

    /// <summary>Decrypts whole blocks in place.</summary>
    /// <param name="buffer">The ciphertext, which is overwritten by its plaintext.</param>
    /// <param name="offset">The offset of the ciphertext in bytes.</param>
    /// <param name="count">The length in bytes, a multiple of 16.</param>
    public void DecryptBlocks(byte[] buffer, int offset, int count)
    {
        if (count % CbcContent.BlockLength != 0)
            throw new ArgumentOutOfRangeException(nameof(count), count, "Only whole blocks of 16 bytes can be decrypted.");
        if (count > 0 && transform.TransformBlock(buffer, offset, count, buffer, offset) != count)
            throw new CryptographicException("The cipher held bytes back.");
    }

    /// <summary>Gets the length of the PKCS #7 padding at the end of the decrypted content.</summary>
    /// <param name="block">The last 16 bytes of the decrypted content.</param>
    /// <param name="length">The length of the padding, 1 to 16 bytes.</param>
    /// <returns>False if the padding is not valid. The content is then damaged, because the data key is known to be right.</returns>
    public static bool TryGetPaddingLength(ReadOnlySpan<byte> block, out int length)
    {
        length = block[CbcContent.BlockLength - 1];
        if (length is < 1 or > CbcContent.BlockLength)
            return false;
        foreach (var value in block.Slice(CbcContent.BlockLength - length, length))
        {
            if (value != length)
                return false;
        }
        return true;
    }

    void IRangeDecryptor.Decrypt(byte[] buffer, int offset, int count) => DecryptBlocks(buffer, offset, count);

    bool IRangeDecryptor.TryGetPadding(ReadOnlySpan<byte> end, out int length) =>
        TryGetPaddingLength(end.Slice(end.Length - CbcContent.BlockLength), out length);

    public void Dispose()
    {
        transform.Dispose();
        aes.Dispose();
    }
}
