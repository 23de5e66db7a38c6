namespace RedshiftEncryption.Cipher;

/// <summary>Decrypts one range of a content whose ranges do not depend on each other. Not thread-safe.</summary>
internal interface IRangeDecryptor : IDisposable
{
    /// <summary>Decrypts whole blocks in place.</summary>
    /// <param name="buffer">The ciphertext, overwritten by its plaintext.</param>
    /// <param name="offset">Where it begins, in bytes.</param>
    /// <param name="count">In bytes: whole blocks.</param>
    void DecryptBlocks(byte[] buffer, int offset, int count);

    /// <summary>Returns the length of the padding at the end of the decrypted content.</summary>
    /// <param name="plaintext">The end of the content, decrypted.</param>
    /// <param name="length">In bytes.</param>
    /// <returns>False if the padding is damaged.</returns>
    bool TryGetPaddingLength(ReadOnlySpan<byte> plaintext, out int length);
}
