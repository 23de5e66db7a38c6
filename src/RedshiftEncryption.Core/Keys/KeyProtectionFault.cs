namespace RedshiftEncryption.Keys;

/// <summary>Specifies why a key management service did not encrypt or decrypt a key; each value has its own error ID.</summary>
internal enum KeyProtectionFault
{
    /// <summary>The service refused the request; its error code states the reason.</summary>
    KmsRequestRefused,
    KmsAccessDenied,
    KmsInvalidCredentials,
    KmsKeyNotFound,

    /// <summary>The key is disabled or pending deletion, or it is not an encryption key.</summary>
    KmsKeyUnusable,

    /// <summary>The ciphertext is damaged, or was created with another context or key.</summary>
    KmsCiphertextRefused,

    /// <summary>The encryption context of the ciphertext is not the one that the user requires. There was no request.</summary>
    KmsEncryptionContextDiffers,

    /// <summary>The response is not from the service, or does not match the request.</summary>
    KmsInvalidResponse,

    /// <summary>There was no response, the connection broke, or a server error or throttling persisted through all retries.</summary>
    KmsUnavailable,
}
