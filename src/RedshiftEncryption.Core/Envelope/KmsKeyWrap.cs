namespace RedshiftEncryption.Envelope;

/// <summary>Represents the encryption of data keys by AWS KMS, which binds an encryption context.</summary>
/// <param name="Id">The value in envelopes.</param>
/// <param name="Name">The name for users.</param>
/// <param name="HasContentAlgorithm">Whether the context contains the content's algorithm.</param>
internal sealed record KmsKeyWrap(string Id, string Name, bool HasContentAlgorithm)
    : KeyWrapAlgorithm(Id, Name, static length => length is > 0 and <= LargestLength)
{
    /// <summary>The name in the encryption context of the content's algorithm.</summary>
    public const string ContentAlgorithmName = "aws:x-amz-cek-alg";

    /// <summary>The name in the encryption context of the KMS key.</summary>
    public const string KeyIdName = "kms_cmk_id";

    /// <summary>The largest ciphertext that AWS KMS decrypts, in bytes.</summary>
    const int LargestLength = 6144;
}
