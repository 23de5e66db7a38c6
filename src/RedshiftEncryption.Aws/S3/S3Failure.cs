using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

/// <summary>What the SDK throws, in Core's terms.</summary>
internal static class S3Failure
{
    /// <summary>The codes of errors by which S3 says that it did nothing, and that the same request can be sent again.</summary>
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

    /// <summary>.NET Standard has no name for it.</summary>
    const HttpStatusCode TooManyRequests = (HttpStatusCode)429;

    /// <summary>Runs a request; what it throws names the object, and the server's own code.</summary>
    /// <param name="address">The object, or the prefix of a listing.</param>
    /// <param name="request">Sends it.</param>
    /// <param name="cancellationToken">What the request is canceled by.</param>
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
    /// Whether an exception says all in Core's terms. Any other from a request, or from reading its response, is that
    /// request's failure: what servers send breaks the SDK in many ways.
    /// </summary>
    public static bool IsTranslated(Exception exception) => exception is ObjectStoreException;

    /// <summary>Runs a write; where the server says yes and no more that can be understood, nobody knows whether it was done.</summary>
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
                    throw NotConfirmed(address, "is not a document of S3", exception);
                }
            },
            cancellationToken,
            operation
        );

    /// <param name="address">The object.</param>
    /// <param name="what">What the response is not, or has not.</param>
    /// <param name="cause">Null where it could be read.</param>
    public static ObjectStoreException NotConfirmed(S3Address address, string what, Exception? cause = null) =>
        new(ObjectStoreFault.WriteNotConfirmed, $"The write of {address} could not be confirmed: the server's response {what}.", cause);

    /// <returns>
    /// An <see cref="ObjectStoreException"/>; an <see cref="OperationCanceledException"/> where that was asked for, for a
    /// request that is cut off fails in many ways.
    /// </returns>
    public static Exception Translate(Exception exception, S3Address address, CancellationToken cancellationToken, string? operation = null)
    {
        if (cancellationToken.IsCancellationRequested)
            return exception as OperationCanceledException
                ?? new OperationCanceledException($"The request for {address} was cancelled.", exception, cancellationToken);
        var (fault, message) = exception switch
        {
            AmazonS3Exception refused => Explain(refused, address, operation),
            RefusedResponseException response => (response.Fault, $"The request for {address} failed. {response.Message}"),
            // Another service than S3: the one that gives credentials to a role or a sign-on.
            AmazonServiceException { ErrorCode.Length: > 0 } other => (
                ObjectStoreFault.InvalidCredentials,
                $"The credentials for {address} cannot be had ({other.ErrorCode}: {other.Message})."
            ),
            _ when !Failure.IsOfConnection(exception) => (
                ObjectStoreFault.InvalidResponse,
                $"The server's response for {address} cannot be read: {Failure.Reason(exception)}"
            ),
            _ => (ObjectStoreFault.Unavailable, $"The endpoint did not answer for {address}: {Failure.Reason(exception)}"),
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

    /// <summary>Which other items of a command would meet it too.</summary>
    static FaultScope ScopeOf(Exception exception)
    {
        if (Failure.IsUnreachable(exception))
            return FaultScope.Endpoint;
        return exception switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => FaultScope.Bucket,
            AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" or "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" } =>
                FaultScope.Command,
            // The response to HEAD has no body, and the SDK takes the status for a code.
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
                $"There is no bucket '{address.BucketName}' at this endpoint ({code})."
            ),
            ("InvalidAccessKeyId", _) => (
                ObjectStoreFault.InvalidCredentials,
                $"The server does not know the access key ({code}). The request was for {address}."
            ),
            ("SignatureDoesNotMatch", _) => (
                ObjectStoreFault.InvalidCredentials,
                $"The signature of the request for {address} does not match ({code}): the secret access key is not that of the access key, or a proxy changed the request."
            ),
            ("ExpiredToken" or "InvalidToken" or "TokenRefreshRequired", _) => (
                ObjectStoreFault.InvalidCredentials,
                $"The session token has expired or is not valid ({code}). The request was for {address}."
            ),
            ("PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" or "TemporaryRedirect", _)
            or (_, HttpStatusCode.MovedPermanently) => (ObjectStoreFault.WrongRegion, InAnotherRegion(refused, address)),
            ("InvalidRange", _) or (_, HttpStatusCode.RequestedRangeNotSatisfiable) => (
                ObjectStoreFault.RangeNotSatisfiable,
                $"{address} has no such range ({code})."
            ),
            ("NoSuchUpload", _) => (
                ObjectStoreFault.UploadNotFound,
                $"The multipart upload of {address} is gone ({code}): somebody else completed or aborted it."
            ),
            ("RequestTimeTooSkewed", _) => (
                ObjectStoreFault.RequestRefused,
                $"This machine's clock is too far from the server's ({code}: {refused.Message}). Set it."
            ),
            ("InvalidObjectState", _) => (
                ObjectStoreFault.RequestRefused,
                $"{address} is in an archive storage class ({code}: {refused.Message}). Restore it first."
            ),
            ("ConditionalRequestConflict", _) => (
                ObjectStoreFault.Unavailable,
                $"Somebody else is writing {address} at the same time ({code})."
            ),
            var (known, status) when Rejections.Contains(known) || status == TooManyRequests => (
                ObjectStoreFault.Unavailable,
                $"The server did not take the request for {address} ({Name(code, refused)}: {refused.Message})."
            ),
            ("PreconditionFailed", _) or (_, HttpStatusCode.PreconditionFailed) => (
                ObjectStoreFault.ObjectExists,
                $"{address} exists and was left as it is ({code})."
            ),
            ("NoSuchKey" or "NoSuchVersion" or "NotFound", _) or (_, HttpStatusCode.NotFound) => (
                ObjectStoreFault.ObjectNotFound,
                $"There is no object {address} ({code})."
            ),
            ("AccessDenied" or "Forbidden" or "", HttpStatusCode.Forbidden) or ("AccessDenied", _) => (
                ObjectStoreFault.AccessDenied,
                $"Access to {address} was denied ({Name(code, refused)}). {S3Permission.Needed(operation, address, refused.Message)}"
            ),
            // The answer to HEAD has no body that could tell; but where the region is what is wrong, a header that does.
            ("" or "BadRequest", HttpStatusCode.BadRequest) when RegionHeader(refused) is not null => (
                ObjectStoreFault.WrongRegion,
                InAnotherRegion(refused, address)
            ),
            ("" or "BadRequest", HttpStatusCode.BadRequest) => (
                ObjectStoreFault.RequestRefused,
                $"The server refused the request for {address} without saying why ({Name(code, refused)}), as it does for an object under a customer-provided key (SSE-C), which neither this module nor COPY reads."
            ),
            ("NotImplemented", _) or (_, HttpStatusCode.NotImplemented) => (
                ObjectStoreFault.NotImplemented,
                $"The server does not implement what was asked for {address} ({Name(code, refused)}: {refused.Message})."
            ),
            _ when (int)refused.StatusCode is 0 or >= 500 => (
                ObjectStoreFault.Unavailable,
                $"The server failed for {address} ({Name(code, refused)}: {refused.Message})."
            ),
            _ => (
                ObjectStoreFault.RequestRefused,
                $"The server refused the request for {address} ({Name(code, refused)}: {refused.Message})."
            ),
        };
    }

    /// <summary>The header is a number of seconds, or a date.</summary>
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

    /// <summary>The answer tells the bucket's region in a header, or some in the words of its document.</summary>
    static string InAnotherRegion(AmazonS3Exception refused, S3Address address)
    {
        var name = Name(refused.ErrorCode ?? "", refused);
        return RegionHeader(refused) is { } region
            ? $"Bucket '{address.BucketName}' is in region {region}, and the request went to another one ({name})."
            : $"Bucket '{address.BucketName}' is in another region ({name}: {refused.Message}).";
    }

    static string? RegionHeader(AmazonS3Exception refused) =>
        (refused.InnerException as HttpErrorResponseException)?.Response.GetHeaderValue("x-amz-bucket-region") is { Length: > 0 } region
            ? region
            : null;

    static string Name(string code, AmazonS3Exception refused) => code.Length > 0 ? code : $"status {(int)refused.StatusCode}";
}
