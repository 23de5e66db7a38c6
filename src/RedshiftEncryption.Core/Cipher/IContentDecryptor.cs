namespace RedshiftEncryption.Cipher;

/// <summary>
/// Opens the decryption of one object's content, which can be read several times. Each content algorithm has one
/// implementation. Stateless, so that it can be used concurrently.
/// </summary>
internal interface IContentDecryptor
{
    /// <summary>Gets the number of ciphertext bytes before a range that are needed to decrypt it.</summary>
    int LeadLength { get; }

    /// <summary>Gets the length in bytes of the data after the ciphertext, such as an authentication tag.</summary>
    int TrailerLength { get; }

    /// <summary>Opens the decryption of a range. Several ranges can be decrypted concurrently.</summary>
    /// <param name="start">The offset of the range in bytes, a multiple of the cipher's block length.</param>
    /// <param name="lead">The ciphertext before the range; empty at the beginning of the content.</param>
    IRangeDecryptor OpenRange(long start, byte[] lead);

    /// <summary>Opens the check of the whole content; null for a cipher without authentication.</summary>
    /// <param name="length">The length of the ciphertext in bytes, without the trailer.</param>
    IContentCheck? OpenCheck(long length);
}
