using Amazon.Runtime;

namespace RedshiftEncryption.Aws;

internal sealed partial class AwsHttpClientFactory
{
    /// <summary>Whether headers can contain characters other than ASCII.</summary>
    public const bool SendsUtf8 = false;

    /// <summary>Does nothing: the SDK's build for .NET Standard has no connect timeout.</summary>
    public static void SetConnectTimeout(ClientConfig config) => _ = config;

    /// <summary>Returns null, for the same reason.</summary>
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
}
