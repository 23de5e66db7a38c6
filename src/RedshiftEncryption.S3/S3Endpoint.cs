using System.Globalization;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;

namespace RedshiftEncryption.S3;

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
        var profile = FindProfile(request.ProfileName);
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
            HttpClientFactory = new S3HttpClientFactory(),
        };
        if (request.ProfileName is not null)
            config.Profile = new Profile(request.ProfileName);

        if (profile?.UseFIPSEndpoint is { } fips)
            config.UseFIPSEndpoint = fips;
        if (profile?.UseDualstackEndpoint is { } dualstack)
            config.UseDualstackEndpoint = dualstack;

        // The getter asks the environment and the profile.
        var url = Checked(request.EndpointUrl ?? config.ServiceURL);
        if (url is null || IsAws(url))
            return AtAws(config, url, ConfiguredRegion(request, profile));

        var region = ConfiguredRegion(request, profile) ?? AnyRegion;
        config.ServiceURL = url;
        config.AuthenticationRegion = region;
        config.ForcePathStyle = true;
        var checksums = Setting<RequestChecksumCalculation>(RequestChecksums) ?? profile?.RequestChecksumCalculation ?? RequestChecksumCalculation.WHEN_REQUIRED;
        config.RequestChecksumCalculation = checksums;
        config.ResponseChecksumValidation = Setting<ResponseChecksumValidation>(ResponseChecksums) ?? profile?.ResponseChecksumValidation ?? ResponseChecksumValidation.WHEN_REQUIRED;
        return new S3Endpoint(config, region, url, takesChecksums: checksums == RequestChecksumCalculation.WHEN_SUPPORTED);
    }

    static S3Endpoint AtAws(AmazonS3Config config, string? url, string? region)
    {
        if (region is not null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        // The getter's last resort is the instance metadata service; it keeps what it found for good.
        var resolved = config.RegionEndpoint?.SystemName
            ?? throw new InvalidConnectionException("No AWS region is known. Give -Region, or set AWS_REGION or the profile's region.");
        if (url is not null)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = resolved;
        }
        return new S3Endpoint(config, resolved, url, takesChecksums: true);
    }

    /// <summary>What the request says; else what the SDK's own settings say, which count attempts; else the default.</summary>
    public static RetryPolicy Retries(ConnectionRequest request)
    {
        if (request.RetryTimeout is { } timeout)
            return new RetryPolicy(timeout, MaximumAttempts: null);
        var profile = FindProfile(request.ProfileName);
        var attempts = int.TryParse(Environment.GetEnvironmentVariable(MaximumAttempts), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : profile?.MaxAttempts;
        var mode = Setting<RequestRetryMode>(RetryMode) ?? profile?.RetryMode;
        return attempts is null && mode is null
            ? RetryPolicy.Default
            : new RetryPolicy(Timeout: null, attempts ?? AttemptsOfModes);
    }

    /// <summary>What was said nearest: by a parameter, a profile that a parameter names, the environment, the profile in use.</summary>
    public static string? ConfiguredRegion(ConnectionRequest request, CredentialProfile? profile)
    {
        var profileRegion = profile?.Region?.SystemName;
        return request.Region
            ?? (request.ProfileName is null ? null : profileRegion)
            ?? NonEmpty(Environment.GetEnvironmentVariable("AWS_REGION"))
            ?? NonEmpty(Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION"))
            ?? profileRegion;
    }

    public static CredentialProfile? FindProfile(string? profileName)
    {
        if (new CredentialProfileStoreChain().TryGetProfile(profileName ?? DefaultAWSCredentialsIdentityResolver.GetProfileName(), out var profile))
            return profile;
        return profileName is null ? null : throw new InvalidConnectionException($"There is no AWS profile '{profileName}'. Profiles are in ~/.aws/config and ~/.aws/credentials.");
    }

    /// <summary>The URL in one spelling; null for none.</summary>
    public static string? Checked(string? url) => url is null
        ? null
        : EndpointAddress.Normalized(url) ?? throw new InvalidConnectionException($"'{url}' is not an http or https URL of an endpoint.");

    static bool IsAws(string url)
    {
        var host = new Uri(url).Host;
        return host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".api.aws", StringComparison.OrdinalIgnoreCase);
    }

    static T? Setting<T>(string variable)
        where T : struct, Enum =>
        Enum.TryParse<T>(Environment.GetEnvironmentVariable(variable), ignoreCase: true, out var value) ? value : null;

    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
