using Amazon.KeyManagementService;
using Amazon.Runtime;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Aws.Kms;

/// <summary>Translates the SDK's exceptions for KMS requests into Core's.</summary>
internal static class KmsFailure
{
    /// <returns>
    /// A <see cref="KeyProtectionException"/>; an <see cref="OperationCanceledException"/> after a cancellation.
    /// </returns>
    public static Exception Translate(Exception exception, string keyId, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return exception as OperationCanceledException
                ?? new OperationCanceledException($"The request for the KMS key '{keyId}' was canceled.", exception, cancellationToken);
        var (fault, message) = exception switch
        {
            AmazonKeyManagementServiceException refused => Explain(refused, keyId),
            AmazonServiceException { ErrorCode.Length: > 0 } other => (
                KeyProtectionFault.KmsInvalidCredentials,
                $"The credentials for AWS KMS are not available ({other.ErrorCode}: {other.Message})."
            ),
            RefusedResponseException response => (
                KeyProtectionFault.KmsInvalidResponse,
                $"The request for the KMS key '{keyId}' failed. {response.Message}"
            ),
            _ when !Failure.IsOfConnection(exception) => (
                KeyProtectionFault.KmsInvalidResponse,
                $"The response for the KMS key '{keyId}' is not a valid AWS KMS response: {Failure.Reason(exception)}"
            ),
            _ => (
                KeyProtectionFault.KmsUnavailable,
                $"AWS KMS did not respond to the request for the key '{keyId}': {Failure.Reason(exception)}"
            ),
        };
        return new KeyProtectionException(fault, keyId, message, exception);
    }

    static (KeyProtectionFault Fault, string Message) Explain(AmazonKeyManagementServiceException refused, string keyId)
    {
        var code = refused.ErrorCode is { Length: > 0 } named ? named : $"status {(int)refused.StatusCode}";
        return code switch
        {
            "AccessDeniedException" or "KMSAccessDeniedException" => (
                KeyProtectionFault.KmsAccessDenied,
                $"Access to the KMS key '{keyId}' was denied ({code}: {refused.Message}). Creating a key file "
                    + "requires kms:Encrypt and kms:Decrypt, and using it requires kms:Decrypt."
            ),
            "UnrecognizedClientException"
            or "InvalidClientTokenId"
            or "InvalidSignatureException"
            or "SignatureDoesNotMatch"
            or "ExpiredTokenException"
            or "MissingAuthenticationToken"
            or "IncompleteSignature" => (KeyProtectionFault.KmsInvalidCredentials, $"AWS KMS refused the credentials ({code})."),
            "NotFoundException" or "InvalidArnException" => (
                KeyProtectionFault.KmsKeyNotFound,
                $"The KMS key '{keyId}' does not exist in this region and account ({code})."
            ),
            "DisabledException" or "KMSInvalidStateException" or "InvalidKeyUsageException" or "KeyUnavailableException" => (
                KeyProtectionFault.KmsKeyUnusable,
                $"The KMS key '{keyId}' cannot be used ({code}: {refused.Message}). Only an enabled symmetric "
                    + "encryption key can encrypt a root key."
            ),
            "InvalidCiphertextException" or "IncorrectKeyException" => (
                KeyProtectionFault.KmsCiphertextRefused,
                $"AWS KMS cannot decrypt the key file with the key '{keyId}' ({code}): its ciphertext, encryption "
                    + "context or key ID was changed."
            ),
            _ when (int)refused.StatusCode is 0 or >= 500 => (
                KeyProtectionFault.KmsUnavailable,
                $"AWS KMS failed to process the request for the key '{keyId}' ({code}: {refused.Message})."
            ),
            _ => (KeyProtectionFault.KmsRequestRefused, $"AWS KMS refused the request for the key '{keyId}' ({code}: {refused.Message})."),
        };
    }
}
