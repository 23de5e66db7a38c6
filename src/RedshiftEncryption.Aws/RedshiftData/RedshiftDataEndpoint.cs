using Amazon;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.RedshiftData;

/// <summary>
/// Resolves the endpoint of the Redshift Data API: the URL of the request or of the SDK's settings
/// (<c>AWS_ENDPOINT_URL_REDSHIFT_DATA</c>, <c>AWS_ENDPOINT_URL</c> or a profile), or AWS's own in the region.
/// </summary>
internal static class RedshiftDataEndpoint
{
    /// <summary>The time limit of a request without progress, which is longer than the service waits for a statement.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <exception cref="InvalidConnectionException">The region is not known, the profile does not exist, or the URL is
    /// not valid.</exception>
    public static (RedshiftDataConfig Config, Uri Url, string Region) Resolve(ConnectionRequest request)
    {
        var profile = Endpoint.FindProfile(request.ProfileName);
        var config = new RedshiftDataConfig { Timeout = Timeout };
        AwsHttpClientFactory.SetConnectTimeout(config);
        Endpoint.ApplyProfile(config, request, profile);

        // The getter reads the environment and the profile.
        var url = Endpoint.Checked(request.EndpointUrl ?? config.ServiceURL);
        var resolved = Endpoint.SetRegion(
            config,
            Endpoint.ConfiguredRegion(request, profile),
            "No AWS region for Amazon Redshift was found in the parameters, the environment or the AWS profile."
        );
        return (config, new Uri(url ?? Own(config, resolved)), resolved.SystemName);
    }

    static string Own(RedshiftDataConfig config, RegionEndpoint region)
    {
        var service = config.UseFIPSEndpoint ? $"{RedshiftDataConfig.ServiceName}-fips" : RedshiftDataConfig.ServiceName;
        var suffix = config.UseDualstackEndpoint ? "api.aws" : region.PartitionDnsSuffix;
        return $"https://{service}.{region.SystemName}.{suffix}/";
    }
}
