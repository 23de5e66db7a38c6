using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;

namespace RedshiftEncryption.Aws;

/// <summary>What the SDK's exceptions have in common for all services.</summary>
internal static class Failure
{
    /// <summary>
    /// Whether there was no response, or not all of it; what is thrown otherwise comes from reading one. A document that
    /// cannot be read is reported by the SDK as its own kind of refusal.
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

    /// <summary>An exception's message, and that of what is behind it: a refused certificate is told there alone.</summary>
    public static string Reason(Exception exception)
    {
        var cause = exception.GetBaseException();
        return ReferenceEquals(cause, exception) || exception.Message.Contains(cause.Message)
            ? exception.Message
            : $"{exception.Message} ({cause.Message})";
    }

    /// <summary>Whether the endpoint's name is not resolved, nobody listens there, or its certificate is not trusted.</summary>
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
