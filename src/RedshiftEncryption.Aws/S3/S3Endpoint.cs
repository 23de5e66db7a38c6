using System.Globalization;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// The endpoint as the SDK's own settings and the request together name it. At one that is not AWS's own: path style,
/// and checksums and chunked signing only where S3 requires them, unless the SDK's settings say otherwise.
/// </summary>
internal sealed class S3Endpoint
{
    const string RequestChecksums = "AWS_REQUEST_CHECKSUM_CALCULATION";
    const string MaximumAttempts = "AWS_MAX_ATTEMPTS";
    const string RetryMode = "AWS_RETRY_MODE";
    const string ResponseChecksums = "AWS_RESPONSE_CHECKSUM_VALIDATION";

    /// <summary>What S3-compatible servers take for a region when none is named.</summary>
    const string AnyRegion = "us-east-1";

    /// <summary>Fewer and larger copies between the part buffers and the connection, in bytes.</summary>
    const int TransferBufferLength = 256 * 1024;

#if NET
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
#endif

    /// <summary>Of the SDK's retry modes, which differ in their pauses.</summary>
    const int AttemptsOfModes = 3;

    S3Endpoint(AmazonS3Config config, string region, string? url, bool takesChecksums)
    {
        Config = config;
        Region = region;
        Url = url;
        TakesChecksums = takesChecksums;
        IsHttps = url?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ?? !config.UseHttp;
    }

    public AmazonS3Config Config { get; }

    public string Region { get; }

    /// <summary>Null for AWS's own.</summary>
    public string? Url { get; }

    /// <summary>Whether checksums go along that S3 verifies.</summary>
    public bool TakesChecksums { get; }

    public bool IsHttps { get; }

    /// <exception cref="InvalidConnectionException">There is no region, no such profile, or no such URL.</exception>
    public static S3Endpoint Resolve(ConnectionRequest request)
    {
        var profile = Endpoint.FindProfile(request.ProfileName);
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            BufferSize = TransferBufferLength,
#if NET
            ConnectTimeout = ConnectTimeout,
#endif
            Timeout = request.Timeout,
            // For what it corrects: see S3Client.
            MaxErrorRetry = 2,
            HttpClientFactory = new AwsHttpClientFactory(),
        };
        if (request.ProfileName is not null)
            config.Profile = new Profile(request.ProfileName);

        if (profile?.UseFIPSEndpoint is { } fips)
            config.UseFIPSEndpoint = fips;
        if (profile?.UseDualstackEndpoint is { } dualstack)
            config.UseDualstackEndpoint = dualstack;

        // The getter asks the environment and the profile.
        var url = Endpoint.Checked(request.EndpointUrl ?? config.ServiceURL);
        if (url is null || Endpoint.IsAws(url))
            return AtAws(config, url, Endpoint.ConfiguredRegion(request, profile));

        var region = Endpoint.ConfiguredRegion(request, profile) ?? AnyRegion;
        config.ServiceURL = url;
        config.AuthenticationRegion = region;
        config.ForcePathStyle = true;
        var checksums =
            Endpoint.Setting<RequestChecksumCalculation>(RequestChecksums)
            ?? profile?.RequestChecksumCalculation
            ?? RequestChecksumCalculation.WHEN_REQUIRED;
        config.RequestChecksumCalculation = checksums;
        config.ResponseChecksumValidation =
            Endpoint.Setting<ResponseChecksumValidation>(ResponseChecksums)
            ?? profile?.ResponseChecksumValidation
            ?? ResponseChecksumValidation.WHEN_REQUIRED;
        return new S3Endpoint(config, region, url, takesChecksums: checksums == RequestChecksumCalculation.WHEN_SUPPORTED);
    }

    static S3Endpoint AtAws(AmazonS3Config config, string? url, string? region)
    {
        if (region is not null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        // The getter's last resort is the instance metadata service; it keeps what it found for good.
        var resolved =
            config.RegionEndpoint?.SystemName
            ?? throw new InvalidConnectionException("No AWS region is known. Give -Region, or set AWS_REGION or the profile's region.");
        if (url is not null)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = resolved;
        }
        return new S3Endpoint(config, resolved, url, takesChecksums: true);
    }

    /// <summary>What the request says; else what the SDK's own settings say, which count attempts; else the default.</summary>
    public static RetryLimits Retries(ConnectionRequest request)
    {
        if (request.RetryTimeout is { } timeout)
            return new RetryLimits(timeout, MaximumAttempts: null);
        var profile = Endpoint.FindProfile(request.ProfileName);
        var attempts =
            int.TryParse(
                Environment.GetEnvironmentVariable(MaximumAttempts),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number > 0
                ? number
                : profile?.MaxAttempts;
        var mode = Endpoint.Setting<RequestRetryMode>(RetryMode) ?? profile?.RetryMode;
        return attempts is null && mode is null ? RetryLimits.Default : new RetryLimits(Timeout: null, attempts ?? AttemptsOfModes);
    }
}
