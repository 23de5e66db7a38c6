namespace RedshiftEncryption.Cipher;

/// <summary>Decrypts the content of one object. Each content algorithm has one implementation.</summary>
internal interface IContentDecryptor : IDisposable
{
    /// <summary>How many bytes of ciphertext before a range are needed to decrypt it.</summary>
    int LeadLength { get; }

    /// <summary>The length in bytes of what follows the ciphertext, such as an authentication tag.</summary>
    int TrailerLength { get; }

    /// <summary>Whether the content can only be decrypted from front to back.</summary>
    bool IsSequential { get; }

    /// <summary>
    /// Returns a decryptor for one range, which may be used concurrently with others; null where the content can only be
    /// decrypted from front to back, by <see cref="DecryptNext"/>.
    /// </summary>
    /// <param name="lead">The ciphertext before the range; empty at the beginning of the content.</param>
    IRangeDecryptor? OpenRange(byte[] lead);

    /// <summary>Decrypts the next bytes in place. What comes out is authentic only after <see cref="IsTrailer"/>.</summary>
    void DecryptNext(byte[] buffer, int offset, int count);

    /// <summary>Returns whether what follows the ciphertext is right.</summary>
    bool IsTrailer(ReadOnlySpan<byte> trailer);
}
