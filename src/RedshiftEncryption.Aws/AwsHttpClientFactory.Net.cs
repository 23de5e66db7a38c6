using System.Text;
using Amazon.Runtime;

namespace RedshiftEncryption.Aws;

internal sealed partial class AwsHttpClientFactory
{
    /// <summary>Whether headers can contain characters other than ASCII.</summary>
    public const bool SendsUtf8 = true;

    static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Limits the time for opening a connection.</summary>
    public static void SetConnectTimeout(ClientConfig config) => config.ConnectTimeout = DefaultConnectTimeout;

    static TimeSpan? ConnectTimeout(IClientConfig clientConfig) => clientConfig.ConnectTimeout;

    static SocketsHttpHandler Transport(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        if (clientConfig.ConnectTimeout is { } timeout)
            handler.ConnectTimeout = timeout;
        if (clientConfig.MaxConnectionsPerServer is { } connections)
            handler.MaxConnectionsPerServer = connections;
        if (Proxy(clientConfig) is { } proxy)
            handler.Proxy = proxy;
        return handler;
    }
}
