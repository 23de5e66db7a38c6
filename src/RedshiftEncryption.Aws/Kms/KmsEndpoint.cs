using Amazon.KeyManagementService;
using Amazon.Runtime;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.Kms;

/// <summary>
/// Resolves the endpoint of KMS: AWS's own in the region, or the one from the SDK's settings
/// (<c>AWS_ENDPOINT_URL_KMS</c>, <c>AWS_ENDPOINT_URL</c> or a profile). The URL of an S3-compatible server is never
/// used for KMS.
/// </summary>
internal static class KmsEndpoint
{
    /// <summary>The timeout of one request, which has a few hundred bytes. The command waits for it before it starts.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidConnectionException">The region is not known, the profile does not exist, or the URL is
    /// not valid.</exception>
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
        Endpoint.ApplyProfile(config, request, profile);

        // The getter reads the environment and the profile.
        var url = Endpoint.Checked(config.ServiceURL);
        var resolved = Endpoint
            .SetRegion(
                config,
                Endpoint.ConfiguredRegion(request, profile),
                "No AWS region for KMS was found in the parameters, the key's ARN, the environment or the AWS profile."
            )
            .SystemName;
        if (url is not null)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = resolved;
        }
        return (config, resolved);
    }
}
