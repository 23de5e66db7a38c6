namespace RedshiftEncryption.Cipher;

/// <summary>The arithmetic of AES-CBC content with PKCS #7 padding.</summary>
internal static class CbcContent
{
    /// <summary>AES's block, and with it the initialization vector, in bytes.</summary>
    public const int BlockLength = 16;

    /// <summary>The length of the ciphertext: the next multiple of 16, a whole block of padding where the plaintext ends on one.</summary>
    /// <param name="plaintextLength">In bytes.</param>
    public static long CiphertextLength(long plaintextLength) => checked((plaintextLength / BlockLength + 1) * BlockLength);

    /// <summary>Whether a ciphertext of this length can exist.</summary>
    /// <param name="length">In bytes.</param>
    public static bool IsCiphertextLength(long length) => length >= BlockLength && length % BlockLength == 0;
}
