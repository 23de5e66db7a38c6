using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace RedshiftEncryption.Aws;

/// <summary>Classifies the SDK's exceptions for all services.</summary>
internal static class Failure
{
    /// <summary>
    /// Returns whether the response is missing or incomplete. Other exceptions come from reading a response. The SDK
    /// reports an unreadable document as a service exception of its own.
    /// </summary>
    public static bool IsOfConnection(Exception exception) =>
        exception switch
        {
            AmazonUnmarshallingException => false,
            OperationCanceledException
            or AmazonServiceException
            or AmazonClientException
            or HttpRequestException
            or IOException
            or TimeoutException
            or WebException
            or SocketException => true,
            _ => false,
        };

    /// <summary>
    /// Gets an exception's message and that of its base exception, which alone reports an untrusted certificate.
    /// </summary>
    public static string Reason(Exception exception)
    {
        var cause = exception.GetBaseException();
        return ReferenceEquals(cause, exception) || exception.Message.Contains(cause.Message)
            ? exception.Message
            : $"{exception.Message} ({cause.Message})";
    }

    /// <summary>
    /// Returns whether the endpoint's name cannot be resolved, the connection is refused, or its certificate is not
    /// trusted.
    /// </summary>
    public static bool IsUnreachable(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            var isOne = exception switch
            {
                AuthenticationException => true,
                SocketException socket => socket.SocketErrorCode
                    is SocketError.HostNotFound
                        or SocketError.TryAgain
                        or SocketError.NoData
                        or SocketError.NoRecovery
                        or SocketError.ConnectionRefused
                        or SocketError.HostUnreachable
                        or SocketError.NetworkUnreachable,
                WebException web => web.Status
                    is WebExceptionStatus.NameResolutionFailure
                        or WebExceptionStatus.ConnectFailure
                        or WebExceptionStatus.TrustFailure
                        or WebExceptionStatus.SecureChannelFailure,
                _ => false,
            };
            if (isOne)
                return true;
        }
        return false;
    }
}
