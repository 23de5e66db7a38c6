using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

/// <summary>Translates the SDK's exceptions into Core's.</summary>
internal static class S3Failure
{
    /// <summary>
    /// The error codes by which S3 reports that it did not process a request, and that the same request can be retried.
    /// </summary>
    static readonly HashSet<string> Rejections = new(
        [
            "SlowDown",
            "ServiceUnavailable",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "TooManyRequests",
            "BandwidthLimitExceeded",
            "RequestTimeout",
            "OperationAborted",
            "ConditionalRequestConflict",
        ],
        StringComparer.Ordinal
    );

    /// <summary>The status code that .NET Standard does not define.</summary>
    const HttpStatusCode TooManyRequests = (HttpStatusCode)429;

    /// <summary>
    /// Runs a request, and translates its exceptions into ones that contain the object's name and the server's error
    /// code.
    /// </summary>
    /// <param name="address">The object, or the prefix of a listing.</param>
    /// <param name="request">Sends it.</param>
    /// <param name="cancellationToken">The token that cancels the request.</param>
    /// <param name="operation">The calling method, which <see cref="S3Permission"/> knows.</param>
    public static async Task<T> TranslateAsync<T>(
        S3Address address,
        Func<Task<T>> request,
        CancellationToken cancellationToken,
        [CallerMemberName] string? operation = null
    )
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception exception) when (!IsTranslated(exception))
        {
            throw Translate(exception, address, cancellationToken, operation);
        }
    }

    /// <summary>
    /// Returns whether an exception is already one of Core's. Any other exception from a request, or from reading its
    /// response, is a failure of that request: invalid responses break the SDK in many ways.
    /// </summary>
    public static bool IsTranslated(Exception exception) => exception is ObjectStoreException;

    /// <summary>Runs a write. A success response that cannot be parsed leaves it unknown whether the write was done.</summary>
    public static Task<T> TranslateWriteAsync<T>(
        S3Address address,
        Func<Task<T>> request,
        CancellationToken cancellationToken,
        [CallerMemberName] string? operation = null
    ) =>
        TranslateAsync(
            address,
            async () =>
            {
                try
                {
                    return await request().ConfigureAwait(false);
                }
                catch (Exception exception)
                    when (!IsTranslated(exception)
                        && (
                            !Failure.IsOfConnection(exception)
                            || exception is AmazonServiceException { StatusCode: >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices }
                        )
                    )
                {
                    throw NotConfirmed(address, "is not an S3 document", exception);
                }
            },
            cancellationToken,
            operation
        );

    /// <param name="address">The object.</param>
    /// <param name="what">What is wrong with the response, as the rest of the sentence.</param>
    /// <param name="cause">The exception from reading the response; null if it could be read.</param>
    public static ObjectStoreException NotConfirmed(S3Address address, string what, Exception? cause = null) =>
        new(ObjectStoreFault.WriteNotConfirmed, $"The write of {address} could not be confirmed: the server's response {what}.", cause);

    /// <returns>
    /// An <see cref="ObjectStoreException"/>; after a cancellation an <see cref="OperationCanceledException"/>, because
    /// a canceled request fails in many ways.
    /// </returns>
    public static Exception Translate(Exception exception, S3Address address, CancellationToken cancellationToken, string? operation = null)
    {
        if (cancellationToken.IsCancellationRequested)
            return exception as OperationCanceledException
                ?? new OperationCanceledException($"The request for {address} was canceled.", exception, cancellationToken);
        var (fault, message) = exception switch
        {
            AmazonS3Exception refused => Explain(refused, address, operation),
            RefusedResponseException response => (response.Fault, $"The request for {address} failed. {response.Message}"),
            // From a service other than S3: the one that issues credentials for a role or a sign-in.
            AmazonServiceException { ErrorCode.Length: > 0 } other => (
                ObjectStoreFault.InvalidCredentials,
                $"The credentials for {address} are not available ({other.ErrorCode}: {other.Message})."
            ),
            _ when !Failure.IsOfConnection(exception) => (
                ObjectStoreFault.InvalidResponse,
                $"The server's response for {address} could not be read: {Failure.Reason(exception)}"
            ),
            _ => (ObjectStoreFault.Unavailable, $"The endpoint did not respond to the request for {address}: {Failure.Reason(exception)}"),
        };
        return new ObjectStoreException(fault, message, exception)
        {
            Scope = ScopeOf(exception),
            BucketName = address.BucketName,
            Region = fault == ObjectStoreFault.WrongRegion && exception is AmazonS3Exception elsewhere ? RegionHeader(elsewhere) : null,
            IsRejection = exception is AmazonS3Exception { ErrorCode: { } code, RequestId.Length: > 0 } && Rejections.Contains(code),
            RetryAfter = RetryAfter(exception),
        };
    }

    /// <summary>Gets which other items of a command would fail the same way.</summary>
    static FaultScope ScopeOf(Exception exception)
    {
        if (Failure.IsUnreachable(exception))
            return FaultScope.Endpoint;
        return exception switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => FaultScope.Bucket,
            AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" or "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" } =>
                FaultScope.Command,
            // The response to HEAD has no body, so the SDK uses the status as the error code.
            AmazonS3Exception { ErrorCode: "SignatureDoesNotMatch" or "AccessDenied" or "Forbidden" } => FaultScope.Streak,
            AmazonS3Exception => FaultScope.Item,
            AmazonServiceException { ErrorCode.Length: > 0 } => FaultScope.Command,
            _ => FaultScope.Item,
        };
    }

    static (ObjectStoreFault Fault, string Message) Explain(AmazonS3Exception refused, S3Address address, string? operation)
    {
        var code = refused.ErrorCode ?? "";
        return (code, refused.StatusCode) switch
        {
            ("NoSuchBucket", _) => (
                ObjectStoreFault.BucketNotFound,
                $"The bucket '{address.BucketName}' does not exist at this endpoint ({code})."
            ),
            ("InvalidAccessKeyId", _) => (
                ObjectStoreFault.InvalidCredentials,
                $"The server does not recognize the access key ({code}). The request was for {address}."
            ),
            ("SignatureDoesNotMatch", _) => (
                ObjectStoreFault.InvalidCredentials,
                $"The signature of the request for {address} does not match ({code}): the secret access key does not "
                    + "belong to the access key, or a proxy changed the request."
            ),
            ("ExpiredToken" or "InvalidToken" or "TokenRefreshRequired", _) => (
                ObjectStoreFault.InvalidCredentials,
                $"The session token has expired or is not valid ({code}). The request was for {address}."
            ),
            ("PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" or "TemporaryRedirect", _)
            or (_, HttpStatusCode.MovedPermanently) => (ObjectStoreFault.WrongRegion, InAnotherRegion(refused, address)),
            ("InvalidRange", _) or (_, HttpStatusCode.RequestedRangeNotSatisfiable) => (
                ObjectStoreFault.RangeNotSatisfiable,
                $"The requested range is outside {address} ({code})."
            ),
            ("NoSuchUpload", _) => (
                ObjectStoreFault.UploadNotFound,
                $"The multipart upload of {address} no longer exists ({code}): another client completed or aborted it."
            ),
            ("RequestTimeTooSkewed", _) => (
                ObjectStoreFault.RequestRefused,
                $"This computer's clock differs too much from the server's ({code}: {refused.Message}). Correct the clock."
            ),
            ("InvalidObjectState", _) => (
                ObjectStoreFault.RequestRefused,
                $"{address} is in an archive storage class ({code}: {refused.Message}). Restore it first."
            ),
            ("MetadataTooLarge", _) => (
                ObjectStoreFault.MetadataTooLarge,
                $"The user metadata of {address} is too large for the server ({code}: {refused.Message})."
            ),
            ("ConditionalRequestConflict", _) => (
                ObjectStoreFault.Unavailable,
                $"Another client is writing {address} concurrently ({code})."
            ),
            var (known, status) when Rejections.Contains(known) || status == TooManyRequests => (
                ObjectStoreFault.Unavailable,
                $"The server did not accept the request for {address} ({Name(code, refused)}: {refused.Message})."
            ),
            ("PreconditionFailed", _) or (_, HttpStatusCode.PreconditionFailed) => (
                ObjectStoreFault.ObjectExists,
                $"{address} already exists and was not changed ({code})."
            ),
            ("NoSuchKey" or "NoSuchVersion" or "NotFound", _) or (_, HttpStatusCode.NotFound) => (
                ObjectStoreFault.ObjectNotFound,
                $"The object {address} does not exist ({code})."
            ),
            ("AccessDenied" or "Forbidden" or "", HttpStatusCode.Forbidden) or ("AccessDenied", _) => (
                ObjectStoreFault.AccessDenied,
                $"Access to {address} was denied ({Name(code, refused)}). {S3Permission.Needed(operation, address, refused.Message)}"
            ),
            // The response to HEAD has no body with a reason. If the region is wrong, a header contains the right one.
            ("" or "BadRequest", HttpStatusCode.BadRequest) when RegionHeader(refused) is not null => (
                ObjectStoreFault.WrongRegion,
                InAnotherRegion(refused, address)
            ),
            ("" or "BadRequest", HttpStatusCode.BadRequest) => (
                ObjectStoreFault.RequestRefused,
                $"The server refused the request for {address} without a reason ({Name(code, refused)}). One cause is "
                    + "an object that is encrypted with a customer-provided key (SSE-C), which neither this module nor "
                    + "COPY can read."
            ),
            ("NotImplemented", _) or (_, HttpStatusCode.NotImplemented) => (
                ObjectStoreFault.NotImplemented,
                $"The server does not implement the request for {address} ({Name(code, refused)}: {refused.Message})."
            ),
            _ when (int)refused.StatusCode is 0 or >= 500 => (
                ObjectStoreFault.Unavailable,
                $"The server failed to process the request for {address} ({Name(code, refused)}: {refused.Message})."
            ),
            _ => (
                ObjectStoreFault.RequestRefused,
                $"The server refused the request for {address} ({Name(code, refused)}: {refused.Message})."
            ),
        };
    }

    /// <summary>Reads the Retry-After header: a number of seconds, or a date.</summary>
    static TimeSpan? RetryAfter(Exception exception)
    {
        if (
            !RetryConditionHeaderValue.TryParse(
                (exception.InnerException as HttpErrorResponseException)?.Response.GetHeaderValue("Retry-After"),
                out var header
            )
        )
            return null;
        var wait = header.Delta ?? header.Date - DateTimeOffset.UtcNow;
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>
    /// Describes where the bucket is. Most responses have its region in a header; the others name it in their message.
    /// </summary>
    static string InAnotherRegion(AmazonS3Exception refused, S3Address address)
    {
        var name = Name(refused.ErrorCode ?? "", refused);
        return RegionHeader(refused) is { } region
            ? $"Bucket '{address.BucketName}' is in region {region}, but the request was sent to another region ({name})."
            : $"Bucket '{address.BucketName}' is in another region ({name}: {refused.Message}).";
    }

    static string? RegionHeader(AmazonS3Exception refused) =>
        (refused.InnerException as HttpErrorResponseException)?.Response.GetHeaderValue("x-amz-bucket-region") is { Length: > 0 } region
            ? region
            : null;

    static string Name(string code, AmazonS3Exception refused) => code.Length > 0 ? code : $"status {(int)refused.StatusCode}";
}
