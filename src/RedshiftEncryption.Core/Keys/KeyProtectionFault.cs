namespace RedshiftEncryption.Keys;

/// <summary>Why a key management service gave no answer; each has an error id of its own.</summary>
internal enum KeyProtectionFault
{
    /// <summary>The service refused for a reason that its own code names.</summary>
    KmsRequestRefused,
    KmsAccessDenied,
    KmsInvalidCredentials,
    KmsKeyNotFound,

    /// <summary>The key is disabled, about to be deleted, or made for something else than encryption.</summary>
    KmsKeyUnusable,

    /// <summary>The ciphertext is damaged, or was made with another context or under another key.</summary>
    KmsCiphertextRefused,

    /// <summary>What came back is no response of the service, or not that to the request.</summary>
    KmsInvalidResponse,

    /// <summary>No answer, a broken connection, or a server error that outlasted the retries.</summary>
    KmsUnavailable,
}
