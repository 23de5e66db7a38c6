using System.Net;
using Amazon.Runtime;
using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Aws.RedshiftData;

/// <summary>Translates failures of requests to the Redshift Data API into Core's.</summary>
internal static class RedshiftDataFailure
{
    /// <summary>Translates a response that is an error.</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">Its body.</param>
    /// <param name="action">The action of the API.</param>
    /// <param name="target">What the request was for, in the middle of a sentence.</param>
    /// <param name="region">The region of the request.</param>
    public static RedshiftDataException Refused(HttpResponseMessage response, byte[] body, string action, string target, string region)
    {
        var (code, text) = Code(response, body);
        var shown = text is null ? code : $"{code}: {text}";
        var (fault, message) = code switch
        {
            "ThrottlingException" or "TooManyRequestsException" or "RequestLimitExceeded" or "ActiveStatementsExceededException" => (
                RedshiftDataFault.RedshiftUnavailable,
                $"The Redshift Data API is busy ({shown})."
            ),
            "AccessDeniedException" => (
                RedshiftDataFault.RedshiftAccessDenied,
                $"Access to {target} was denied ({shown}). The request requires redshift-data:{action}, and signing in to a database "
                    + "requires redshift-serverless:GetCredentials, redshift:GetClusterCredentials or access to the secret."
            ),
            "UnrecognizedClientException"
            or "InvalidClientTokenId"
            or "InvalidSignatureException"
            or "SignatureDoesNotMatch"
            or "ExpiredTokenException"
            or "MissingAuthenticationTokenException"
            or "MissingAuthenticationToken"
            or "IncompleteSignatureException" => (
                RedshiftDataFault.RedshiftInvalidCredentials,
                $"The Redshift Data API refused the credentials ({code})."
            ),
            "ResourceNotFoundException" when action is not ("ExecuteStatement" or "BatchExecuteStatement") => (
                RedshiftDataFault.StatementNotFound,
                $"The Redshift Data API does not know {target} in region '{region}' ({shown}). It forgets a run after 24 hours."
            ),
            _ when (int)response.StatusCode >= 500 || response.StatusCode is (HttpStatusCode)429 or HttpStatusCode.RequestTimeout => (
                RedshiftDataFault.RedshiftUnavailable,
                $"The Redshift Data API failed to process {action} ({shown})."
            ),
            _ => (RedshiftDataFault.RedshiftRequestRefused, $"The Redshift Data API refused {action} for {target} ({shown})."),
        };
        return new RedshiftDataException(fault, message);
    }

    /// <summary>Creates the error for a response that does not match the API.</summary>
    public static RedshiftDataException Invalid(string action, Uri url, string reason, Exception? inner) =>
        new(
            RedshiftDataFault.RedshiftInvalidResponse,
            $"The response of {url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} to {action} "
                + $"is not one of the Redshift Data API: {reason}.",
            inner
        );

    /// <returns>A <see cref="RedshiftDataException"/>; an <see cref="OperationCanceledException"/> after a cancellation.</returns>
    public static Exception Translate(Exception exception, string action, string target, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return exception as OperationCanceledException
                ?? new OperationCanceledException($"The request for {target} was canceled.", exception, cancellationToken);
        return exception switch
        {
            RefusedResponseException refused => new RedshiftDataException(
                RedshiftDataFault.RedshiftInvalidResponse,
                $"The request {action} failed. {refused.Message}",
                exception
            ),
            // The client's limit of a response's length.
            HttpRequestException { InnerException: null } tooLong when tooLong.Message.Contains("buffer", StringComparison.Ordinal) =>
                new RedshiftDataException(
                    RedshiftDataFault.RedshiftInvalidResponse,
                    $"The response to {action} is too long: {tooLong.Message}",
                    exception
                ),
            AmazonClientException or AmazonServiceException => new RedshiftDataException(
                RedshiftDataFault.RedshiftInvalidCredentials,
                $"The credentials for the Redshift Data API are not available: {Failure.Reason(exception)}",
                exception
            ),
            _ => new RedshiftDataException(
                RedshiftDataFault.RedshiftUnavailable,
                $"The Redshift Data API did not respond to {action}: {Failure.Reason(exception)}",
                exception
            ),
        };
    }

    /// <summary>Gets the error code without its namespace, and the message.</summary>
    static (string Code, string? Text) Code(HttpResponseMessage response, byte[] body)
    {
        string? code = null;
        string? text = null;
        try
        {
            (code, text) = RedshiftDataResponse.Read(
                body,
                static root =>
                    (
                        RedshiftDataResponse.Text(root, "__type") ?? RedshiftDataResponse.Text(root, "code"),
                        RedshiftDataResponse.Text(root, "message") ?? RedshiftDataResponse.Text(root, "Message")
                    )
            );
        }
        catch (FormatException)
        {
            // A proxy's page. The status is all that is known.
        }
        if (code is null && response.Headers.TryGetValues("x-amzn-ErrorType", out var types))
            code = types.First().Split(':')[0];
        return code is null
            ? ($"status {(int)response.StatusCode}", null)
            : (VisibleText.Of(code.Substring(code.LastIndexOf('#') + 1)), text is null ? null : VisibleText.Of(text));
    }
}
