namespace RedshiftEncryption.Cipher;

/// <summary>Decrypts one range of a content from front to back. Not thread-safe.</summary>
internal interface IRangeDecryptor : IDisposable
{
    /// <summary>Decrypts the next bytes in place.</summary>
    /// <param name="buffer">The ciphertext, which is overwritten by its plaintext.</param>
    /// <param name="offset">The offset of the ciphertext in bytes.</param>
    /// <param name="count">The length in bytes: whole blocks of the cipher, or the rest of the content.</param>
    void Decrypt(byte[] buffer, int offset, int count);

    /// <summary>Finds the padding of the content, for a cipher that pads.</summary>
    /// <param name="end">The end of the decrypted content.</param>
    /// <param name="length">The number of padding bytes.</param>
    /// <returns>False if the padding is not valid: the content is damaged.</returns>
    bool TryGetPadding(ReadOnlySpan<byte> end, out int length);
}
