using System.Globalization;
using System.Net;
using Amazon.Runtime;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>
/// Creates the HTTP clients of the SDK with its own settings, with three differences. Headers are UTF-8, because
/// S3-compatible servers write user metadata that way. Redirects are not followed: see <see cref="RedirectGuard"/>. The
/// timeout is of a stall and not of the whole request: see <see cref="StallGuard"/>.
/// </summary>
/// <param name="transport">Replaces the network in tests.</param>
/// <param name="bandwidth">Limits the rate of request bodies; null for no limit.</param>
internal sealed partial class AwsHttpClientFactory(HttpMessageHandler? transport = null, BandwidthLimit? bandwidth = null)
    : HttpClientFactory
{
    /// <summary>As of an HttpClient, for services whose requests are small.</summary>
    static readonly TimeSpan DefaultStallTimeout = TimeSpan.FromSeconds(100);

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(CreateHandler(clientConfig)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Creates the handler of such a client, for requests that the SDK only signs.</summary>
    public HttpMessageHandler CreateHandler(IClientConfig clientConfig) =>
        new RedirectGuard(new StallGuard(transport ?? Transport(clientConfig), clientConfig.Timeout ?? DefaultStallTimeout, bandwidth));

    /// <summary>
    /// Gets the key under which clients share their connections, as the SDK's own clients do: each command of a
    /// pipeline has its own store. A rate belongs to its command, so clients with one do not.
    /// </summary>
    public override string? GetConfigUniqueString(IClientConfig clientConfig) =>
        transport is not null
        || bandwidth is not null
        || clientConfig.ProxyCredentials is not null
        || clientConfig.GetWebProxy() is not null
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
