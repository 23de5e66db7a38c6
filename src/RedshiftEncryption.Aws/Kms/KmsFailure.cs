using Amazon.KeyManagementService;
using Amazon.Runtime;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Aws.Kms;

/// <summary>What the SDK throws when it asks KMS, in Core's terms.</summary>
internal static class KmsFailure
{
    /// <returns>A <see cref="KeyProtectionException"/>; an <see cref="OperationCanceledException"/> where that was asked for.</returns>
    public static Exception Translate(Exception exception, string keyId, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return exception as OperationCanceledException
                ?? new OperationCanceledException($"The request for the KMS key '{keyId}' was cancelled.", exception, cancellationToken);
        var (fault, message) = exception switch
        {
            AmazonKeyManagementServiceException refused => Explain(refused, keyId),
            AmazonServiceException { ErrorCode.Length: > 0 } other => (
                KeyProtectionFault.KmsInvalidCredentials,
                $"The credentials for AWS KMS cannot be had ({other.ErrorCode}: {other.Message}). Check the profile, or sign in again."
            ),
            RefusedResponseException response => (
                KeyProtectionFault.KmsInvalidResponse,
                $"The request for the KMS key '{keyId}' failed. {response.Message}"
            ),
            _ when !Failure.IsOfConnection(exception) => (
                KeyProtectionFault.KmsInvalidResponse,
                $"The response for the KMS key '{keyId}' is not one of AWS KMS: {Failure.Reason(exception)}"
            ),
            _ => (KeyProtectionFault.KmsUnavailable, $"AWS KMS did not answer for the key '{keyId}': {Failure.Reason(exception)}"),
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
                $"Access to the KMS key '{keyId}' was denied ({code}: {refused.Message}). The credentials need kms:Encrypt to make a key file and kms:Decrypt to use it, and the key's policy must let them."
            ),
            "UnrecognizedClientException"
            or "InvalidClientTokenId"
            or "InvalidSignatureException"
            or "SignatureDoesNotMatch"
            or "ExpiredTokenException"
            or "MissingAuthenticationToken"
            or "IncompleteSignature" => (
                KeyProtectionFault.KmsInvalidCredentials,
                $"AWS KMS refused the credentials ({code}). Check -AwsCredential, -ProfileName or the environment."
            ),
            "NotFoundException" or "InvalidArnException" => (
                KeyProtectionFault.KmsKeyNotFound,
                $"There is no KMS key '{keyId}' in this region and account ({code}). Check the key and -Region."
            ),
            "DisabledException" or "KMSInvalidStateException" or "InvalidKeyUsageException" or "KeyUnavailableException" => (
                KeyProtectionFault.KmsKeyUnusable,
                $"The KMS key '{keyId}' cannot be used ({code}: {refused.Message}). It takes a symmetric encryption key that is enabled."
            ),
            "InvalidCiphertextException" or "IncorrectKeyException" => (
                KeyProtectionFault.KmsCiphertextRefused,
                $"AWS KMS does not decrypt the key file under the key '{keyId}' ({code}): its ciphertext, its encryption context or its key id has been changed. Restore it from a copy."
            ),
            _ when (int)refused.StatusCode is 0 or >= 500 => (
                KeyProtectionFault.KmsUnavailable,
                $"AWS KMS failed for the key '{keyId}' ({code}: {refused.Message})."
            ),
            _ => (KeyProtectionFault.KmsRequestRefused, $"AWS KMS refused the request for the key '{keyId}' ({code}: {refused.Message})."),
        };
    }
}
