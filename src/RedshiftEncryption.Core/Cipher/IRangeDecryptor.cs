namespace RedshiftEncryption.Cipher;

/// <summary>Decrypts one range of a content from front to back. Not thread-safe.</summary>
internal interface IRangeDecryptor : IDisposable
{
    /// <summary>Decrypts the next bytes in place.</summary>
    /// <param name="buffer">The ciphertext, which is overwritten by its plaintext.</param>
    /// <param name="offset">The offset of the ciphertext in bytes.</param>
    /// <param name="count">The length in bytes: whole blocks of the cipher, or the rest of the content.</param>
    void Decrypt(byte[] buffer, int offset, int count);

    /// <summary>Checks the end of the content. Nothing can be decrypted afterwards.</summary>
    /// <param name="end">The data after the ciphertext. If there is none, the end of the decrypted content.</param>
    /// <param name="paddingLength">The number of padding bytes at the end of the decrypted content.</param>
    /// <returns>False if the content is damaged.</returns>
    bool TryFinish(ReadOnlySpan<byte> end, out int paddingLength);
}
