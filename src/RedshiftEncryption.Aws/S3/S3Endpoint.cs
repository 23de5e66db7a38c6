using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Aws.S3;

/// <summary>
/// Resolves the S3 endpoint from the request and the SDK's settings. An endpoint outside AWS uses path-style
/// addressing, and uses checksums and chunked signing only where S3 requires them, unless the SDK's settings specify
/// otherwise.
/// </summary>
internal sealed class S3Endpoint
{
    const string RequestChecksums = "AWS_REQUEST_CHECKSUM_CALCULATION";
    const string MaximumAttempts = "AWS_MAX_ATTEMPTS";
    const string RetryMode = "AWS_RETRY_MODE";
    const string ResponseChecksums = "AWS_RESPONSE_CHECKSUM_VALIDATION";

    /// <summary>The region that S3-compatible servers accept when none is specified.</summary>
    const string AnyRegion = "us-east-1";

    /// <summary>
    /// The SDK's buffer size in bytes; a large one means fewer copies between the part buffers and the connection.
    /// </summary>
    const int TransferBufferLength = 256 * 1024;

    /// <summary>The number of attempts in each of the SDK's retry modes, which differ only in their delays.</summary>
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

    /// <summary>Gets the URL; null for AWS's own endpoint.</summary>
    public string? Url { get; }

    /// <summary>Gets whether requests include checksums that S3 verifies.</summary>
    public bool TakesChecksums { get; }

    public bool IsHttps { get; }

    /// <exception cref="InvalidConnectionException">The region is not known, the profile does not exist, or the URL is
    /// not valid.</exception>
    public static S3Endpoint Resolve(ConnectionRequest request)
    {
        var profile = Endpoint.FindProfile(request.ProfileName);
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            BufferSize = TransferBufferLength,
            Timeout = request.Timeout,
            // For the retries that correct a request: see S3Client.
            MaxErrorRetry = 2,
            HttpClientFactory = new AwsHttpClientFactory(bandwidth: request.Bandwidth),
            EndpointProvider = new RememberedEndpoints(),
        };
        AwsHttpClientFactory.SetConnectTimeout(config);
        Endpoint.ApplyProfile(config, request, profile);

        // The getter reads the environment and the profile.
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
        var resolved = Endpoint
            .SetRegion(config, region, "No AWS region was found in the parameters, the environment or the AWS profile.")
            .SystemName;
        if (url is not null)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = resolved;
        }
        return new S3Endpoint(config, resolved, url, takesChecksums: true);
    }

    /// <summary>
    /// Gets the retry limits from the request, then from the SDK's settings, which count attempts, then from the
    /// defaults.
    /// </summary>
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
