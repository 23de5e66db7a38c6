namespace RedshiftEncryption.Cipher;

/// <summary>Decrypts one range of a content from front to back. Not thread-safe.</summary>
internal interface IRangeDecryptor : IDisposable
{
    /// <summary>Decrypts the next bytes in place.</summary>
    /// <param name="buffer">The ciphertext, overwritten by its plaintext.</param>
    /// <param name="offset">Where it begins, in bytes.</param>
    /// <param name="count">In bytes: whole blocks of the cipher, or the rest of the content.</param>
    void Decrypt(byte[] buffer, int offset, int count);

    /// <summary>Checks the end of the content. Nothing can be decrypted afterward.</summary>
    /// <param name="end">What follows the ciphertext; where nothing does, the end of the decrypted content.</param>
    /// <param name="paddingLength">How many bytes of the decrypted content are padding.</param>
    /// <returns>False if the content is damaged.</returns>
    bool TryFinish(ReadOnlySpan<byte> end, out int paddingLength);
}
