using Amazon;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.Kms;

/// <summary>
/// KMS's endpoint: AWS's own in the region, or the one that the SDK's settings name (<c>AWS_ENDPOINT_URL_KMS</c>,
/// <c>AWS_ENDPOINT_URL</c>, a profile's). The URL of an S3-compatible server is never KMS's.
/// </summary>
internal static class KmsEndpoint
{
    /// <summary>A request has a few hundred bytes, and a command waits for it before it begins.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidConnectionException">There is no region, no such profile, or no such URL.</exception>
    public static (AmazonKeyManagementServiceConfig Config, string Region) Resolve(ConnectionRequest request)
    {
        var profile = Endpoint.FindProfile(request.ProfileName);
        var config = new AmazonKeyManagementServiceConfig
        {
            RetryMode = RequestRetryMode.Standard,
            Timeout = Timeout,
            AllowAutoRedirect = false,
            HttpClientFactory = new AwsHttpClientFactory(),
        };
        if (request.ProfileName is not null)
            config.Profile = new Profile(request.ProfileName);
        if (profile?.UseFIPSEndpoint is { } fips)
            config.UseFIPSEndpoint = fips;
        if (profile?.UseDualstackEndpoint is { } dualstack)
            config.UseDualstackEndpoint = dualstack;

        // The getter asks the environment and the profile.
        var url = Endpoint.Checked(config.ServiceURL);
        if (Endpoint.ConfiguredRegion(request, profile) is { } region)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        // The getter's last resort is the instance metadata service.
        var resolved =
            config.RegionEndpoint?.SystemName
            ?? throw new InvalidConnectionException(
                "No AWS region is known for KMS. Give -Region or the key's ARN, or set AWS_REGION or the profile's region."
            );
        if (url is not null)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = resolved;
        }
        return (config, resolved);
    }
}
