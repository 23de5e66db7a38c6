using System.Globalization;
using System.Net;
using Amazon.Runtime;
#if NET
using System.Text;
#endif

namespace RedshiftEncryption.Aws;

/// <summary>
/// Creates the HTTP clients of the SDK with its own settings, with two differences. Headers are UTF-8, because
/// S3-compatible servers write user metadata that way. Redirects are not followed: see <see cref="RedirectGuard"/>.
/// </summary>
/// <param name="transport">Replaces the network in tests.</param>
internal sealed class AwsHttpClientFactory(HttpMessageHandler? transport = null) : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var client = new HttpClient(new RedirectGuard(transport ?? Transport(clientConfig)));
        if (clientConfig.Timeout is { } timeout)
            client.Timeout = timeout;
        return client;
    }

    /// <summary>
    /// Gets the key under which clients share their connections, as the SDK's own clients do: each command of a
    /// pipeline has its own store.
    /// </summary>
    public override string? GetConfigUniqueString(IClientConfig clientConfig) =>
        transport is not null || clientConfig.ProxyCredentials is not null || clientConfig.GetWebProxy() is not null
            ? null
            : string.Join(
                "|",
                nameof(AwsHttpClientFactory),
                Text(clientConfig.HttpClientCacheSize),
                clientConfig.Timeout?.ToString(),
                Text(clientConfig.MaxConnectionsPerServer),
                ConnectTimeout(clientConfig)?.ToString()
            );

    static IWebProxy? Proxy(IClientConfig clientConfig)
    {
        var proxy = clientConfig.GetWebProxy();
        if (proxy is not null && clientConfig.ProxyCredentials is { } credentials)
            proxy.Credentials = credentials;
        return proxy;
    }

    static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

#if NET
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
#else
    /// <summary>Returns null: the SDK's build for .NET Standard has no connect timeout.</summary>
    static TimeSpan? ConnectTimeout(IClientConfig _) => null;

    static HttpClientHandler Transport(IClientConfig clientConfig)
    {
        var handler = new HttpClientHandler { AllowAutoRedirect = false };
        if (clientConfig.MaxConnectionsPerServer is { } connections)
            handler.MaxConnectionsPerServer = connections;
        if (Proxy(clientConfig) is { } proxy)
            handler.Proxy = proxy;
        return handler;
    }
#endif
}
