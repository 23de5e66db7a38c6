using Amazon.Runtime;

namespace RedshiftEncryption.Aws.RedshiftData;

/// <summary>
/// Reads the SDK's settings for the Redshift Data API from the environment and the profile, as the configuration in its
/// package does.
/// </summary>
internal sealed class RedshiftDataConfig : ClientConfig
{
    public const string ServiceName = "redshift-data";

    /// <summary>Uses the defaults of another service's package, which the SDK generates alike for all services.</summary>
    public RedshiftDataConfig()
        : base(
            new Amazon.Runtime.Internal.DefaultConfigurationProvider(
                Amazon.KeyManagementService.AmazonKeyManagementServiceDefaultConfiguration.GetAllConfigurations()
            )
        )
    {
        // From this name the SDK derives AWS_ENDPOINT_URL_REDSHIFT_DATA.
        ServiceId = "Redshift Data";
        AuthenticationServiceName = ServiceName;
    }

    public override string RegionEndpointServiceName => ServiceName;

    public override string ServiceVersion => "2019-12-20";

    public override string UserAgent => "RedshiftEncryption";

    /// <summary>Only the SDK's own clients call it.</summary>
    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(
        Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters
    ) => throw new NotSupportedException();
}
