using System.Security.Cryptography;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>Encrypts one object's content in place, from front to back, with AES-CBC and PKCS #7 padding. Not thread-safe.</summary>
internal sealed class CbcEncryptor : IDisposable
{
    readonly Aes aes;
    readonly ICryptoTransform transform;
    bool finished;

    /// <param name="key">The content's data key; the caller may zero it afterwards.</param>
    /// <param name="initializationVector">The initialization vector, 16 bytes.</param>
    public CbcEncryptor(DataKey key, byte[] initializationVector)
    {
        aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        // This class pads, so that the cipher never holds back a block and each call is one call of the cipher.
        aes.Padding = PaddingMode.None;
        transform = aes.CreateEncryptor(key.Secret.Array, initializationVector);
        GC.KeepAlive(key);
    }

    /// <summary>Encrypts whole blocks in place.</summary>
    /// <param name="buffer">The plaintext, which is overwritten by its ciphertext.</param>
    /// <param name="offset">The offset of the plaintext in bytes.</param>
    /// <param name="count">The length in bytes, a multiple of 16.</param>
    public void EncryptBlocks(byte[] buffer, int offset, int count)
    {
        if (finished)
            throw new InvalidOperationException("The content has been finished.");
        if (count % CbcContent.BlockLength != 0)
            throw new ArgumentOutOfRangeException(nameof(count), count, "Only whole blocks of 16 bytes can be encrypted.");
        if (count > 0 && transform.TransformBlock(buffer, offset, count, buffer, offset) != count)
            throw new CryptographicException("The cipher held bytes back.");
    }

    /// <summary>Pads and encrypts the end of the content in place.</summary>
    /// <param name="buffer">The buffer, with room for the block that the tail becomes.</param>
    /// <param name="offset">The offset of the tail in bytes.</param>
    /// <param name="count">The length of the tail in bytes, 0 to 15.</param>
    /// <returns>The length of the encrypted tail: 16 bytes.</returns>
    public int EncryptTail(byte[] buffer, int offset, int count)
    {
        if (count is < 0 or >= CbcContent.BlockLength)
            throw new ArgumentOutOfRangeException(nameof(count), count, "The tail is shorter than a block.");
        var padding = (byte)(CbcContent.BlockLength - count);
        buffer.AsSpan(offset + count, padding).Fill(padding);
        EncryptBlocks(buffer, offset, CbcContent.BlockLength);
        finished = true;
        return CbcContent.BlockLength;
    }

    public void Dispose()
    {
        transform.Dispose();
        aes.Dispose();
    }
}
