namespace RedshiftEncryption.Cipher;

/// <summary>Computes lengths of AES-CBC content with PKCS #7 padding.</summary>
internal static class CbcContent
{
    /// <summary>The length of an AES block and of the initialization vector, in bytes.</summary>
    public const int BlockLength = 16;

    /// <summary>
    /// Gets the length of the ciphertext in bytes: the next multiple of 16. If the plaintext already is one, the padding is a
    /// whole block.
    /// </summary>
    /// <param name="plaintextLength">The length of the plaintext in bytes.</param>
    public static long CiphertextLength(long plaintextLength) => checked((plaintextLength / BlockLength + 1) * BlockLength);

    /// <summary>Returns whether a ciphertext can have this length.</summary>
    /// <param name="length">The length in bytes.</param>
    public static bool IsCiphertextLength(long length) => length >= BlockLength && length % BlockLength == 0;
}
