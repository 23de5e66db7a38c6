namespace RedshiftEncryption.Cipher;

/// <summary>
/// Opens the decryption of one object's content, as often as it is read. Each content algorithm has one implementation.
/// Holds no state, so that it can be used concurrently.
/// </summary>
internal interface IContentDecryptor
{
    /// <summary>How many bytes of ciphertext before a range are needed to decrypt it.</summary>
    int LeadLength { get; }

    /// <summary>The length in bytes of what follows the ciphertext, such as an authentication tag.</summary>
    int TrailerLength { get; }

    /// <summary>Whether the content can only be decrypted from front to back, as one range.</summary>
    bool IsSequential { get; }

    /// <summary>Opens the decryption of a range, which may run concurrently with that of others.</summary>
    /// <param name="lead">The ciphertext before the range; empty at the beginning of the content.</param>
    IRangeDecryptor OpenRange(byte[] lead);
}
