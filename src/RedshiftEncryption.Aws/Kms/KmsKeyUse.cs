using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Aws.Kms;

/// <summary>Describes the use of a KMS key in the words of error messages.</summary>
/// <param name="Purpose">What the key is for that KMS encrypts or decrypts.</param>
/// <param name="KeyId">The KMS key; null if only the ciphertext names it.</param>
/// <param name="Region">The region of the request.</param>
internal sealed record KmsKeyUse(KeyPurpose Purpose, string? KeyId, string Region)
{
    /// <summary>Gets the KMS key with its article, in the middle of a sentence.</summary>
    public string Key => KeyId is null ? "the KMS key of the object" : $"the KMS key '{KeyId}'";

    /// <summary>Gets what is encrypted or decrypted, without an article.</summary>
    public string Secret => Purpose is KeyPurpose.RootKey ? "root key" : "data key";

    /// <summary>Gets a sentence about the permissions.</summary>
    public string Permissions =>
        Purpose is KeyPurpose.RootKey
            ? "Creating a key file requires kms:Encrypt and kms:Decrypt, and using it requires kms:Decrypt."
            : $"Decrypting the object requires kms:Decrypt on its KMS key, which must be in region '{Region}'.";

    /// <summary>Gets what was changed if KMS does not accept the ciphertext: a clause after a colon.</summary>
    public string Mismatch =>
        (Purpose, KeyId) switch
        {
            (KeyPurpose.RootKey, _) => "the key file's ciphertext, encryption context or key ID was changed",
            (_, null) => "its ciphertext or encryption context was changed, or it was encrypted in another region",
            _ => "its ciphertext, encryption context or key ID was changed",
        };
}
