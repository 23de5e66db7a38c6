namespace RedshiftEncryption.Cipher;

/// <summary>Checks that a content which was decrypted in ranges is authentic. Thread-safe.</summary>
internal interface IContentCheck : IDisposable
{
    /// <summary>Adds a range that has been decrypted to its end. The order of the ranges does not matter.</summary>
    /// <param name="range">The decryption of the range, at whose end nothing more is decrypted.</param>
    /// <param name="start">The offset of the range in the content, in bytes.</param>
    /// <param name="length">The length of the range in bytes.</param>
    void Add(IRangeDecryptor range, long start, long length);

    /// <summary>Returns whether the content is authentic, after all ranges have been added.</summary>
    /// <param name="trailer">The data after the ciphertext.</param>
    bool IsAuthentic(ReadOnlySpan<byte> trailer);
}
