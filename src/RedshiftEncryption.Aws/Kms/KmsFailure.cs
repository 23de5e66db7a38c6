using Amazon.KeyManagementService;
using Amazon.Runtime;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Aws.Kms;

/// <summary>Translates the SDK's exceptions for KMS requests into Core's.</summary>
internal static class KmsFailure
{
    const int TooManyRequests = 429;

    /// <returns>
    /// A <see cref="KeyProtectionException"/>; an <see cref="OperationCanceledException"/> after a cancellation.
    /// </returns>
    public static Exception Translate(Exception exception, KmsKeyUse use, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return exception as OperationCanceledException
                ?? new OperationCanceledException($"The request for {use.Key} was canceled.", exception, cancellationToken);
        var (fault, message) = exception switch
        {
            AmazonKeyManagementServiceException refused => Explain(refused, use),
            AmazonServiceException { ErrorCode.Length: > 0 } other => (
                KeyProtectionFault.KmsInvalidCredentials,
                $"The credentials for AWS KMS are not available ({other.ErrorCode}: {other.Message})."
            ),
            RefusedResponseException response => (
                KeyProtectionFault.KmsInvalidResponse,
                $"The request for {use.Key} failed. {response.Message}"
            ),
            _ when !Failure.IsOfConnection(exception) => (
                KeyProtectionFault.KmsInvalidResponse,
                $"The response for {use.Key} is not a valid AWS KMS response: {Failure.Reason(exception)}"
            ),
            _ => (KeyProtectionFault.KmsUnavailable, $"AWS KMS did not respond to the request for {use.Key}: {Failure.Reason(exception)}"),
        };
        return new KeyProtectionException(fault, use.Purpose, use.KeyId, message, exception);
    }

    /// <summary>Creates the error for a response without a key or without a ciphertext.</summary>
    public static KeyProtectionException Empty(KmsKeyUse use) =>
        new(KeyProtectionFault.KmsInvalidResponse, use.Purpose, use.KeyId, $"The response for {use.Key} is empty.");

    static (KeyProtectionFault Fault, string Message) Explain(AmazonKeyManagementServiceException refused, KmsKeyUse use)
    {
        var code = refused.ErrorCode is { Length: > 0 } named ? named : $"status {(int)refused.StatusCode}";
        return code switch
        {
            "AccessDeniedException" or "KMSAccessDeniedException" => (
                KeyProtectionFault.KmsAccessDenied,
                $"Access to {use.Key} was denied ({code}: {refused.Message}). {use.Permissions}"
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
                $"AWS KMS did not find {use.Key} in region '{use.Region}' and this account ({code})."
            ),
            "DisabledException" or "KMSInvalidStateException" or "InvalidKeyUsageException" or "KeyUnavailableException" => (
                KeyProtectionFault.KmsKeyUnusable,
                $"AWS KMS cannot use {use.Key} ({code}: {refused.Message}). Only an enabled symmetric "
                    + $"encryption key can encrypt and decrypt a {use.Secret}."
            ),
            "InvalidCiphertextException" or "IncorrectKeyException" => (
                KeyProtectionFault.KmsCiphertextRefused,
                $"AWS KMS cannot decrypt the {use.Secret} with {use.Key} ({code}): {use.Mismatch}."
            ),
            "ThrottlingException"
            or "ThrottledException"
            or "Throttling"
            or "TooManyRequestsException"
            or "RequestLimitExceeded"
            or "LimitExceededException" => (
                KeyProtectionFault.KmsUnavailable,
                $"AWS KMS throttled the request for {use.Key} ({code}: {refused.Message}), also when it was retried."
            ),
            _ when (int)refused.StatusCode is 0 or TooManyRequests or >= 500 => (
                KeyProtectionFault.KmsUnavailable,
                $"AWS KMS failed to process the request for {use.Key} ({code}: {refused.Message})."
            ),
            _ => (KeyProtectionFault.KmsRequestRefused, $"AWS KMS refused the request for {use.Key} ({code}: {refused.Message})."),
        };
    }
}
