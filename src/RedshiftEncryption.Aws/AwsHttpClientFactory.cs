using System.Globalization;
using System.Net;
using Amazon.Runtime;

namespace RedshiftEncryption.Aws;

/// <summary>
/// Creates the HTTP clients of the SDK with its own settings, with two differences. Headers are UTF-8, because
/// S3-compatible servers write user metadata that way. Redirects are not followed: see <see cref="RedirectGuard"/>.
/// </summary>
/// <param name="transport">Replaces the network in tests.</param>
internal sealed partial class AwsHttpClientFactory(HttpMessageHandler? transport = null) : HttpClientFactory
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
}
