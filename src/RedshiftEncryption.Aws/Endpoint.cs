using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>
/// Finds the settings that the endpoints of all services share, in the request, the environment and the profiles of the
/// SDK's shared files.
/// </summary>
internal static class Endpoint
{
    /// <summary>
    /// Gets the configured region from the first of: the parameter, the profile that a parameter names, the
    /// environment, the default profile.
    /// </summary>
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
        if (
            new CredentialProfileStoreChain().TryGetProfile(
                profileName ?? DefaultAWSCredentialsIdentityResolver.GetProfileName(),
                out var profile
            )
        )
            return profile;
        return profileName is null
            ? null
            : throw new InvalidConnectionException(
                $"The AWS profile '{profileName}' does not exist in ~/.aws/config or ~/.aws/credentials."
            );
    }

    /// <summary>Applies the settings of a profile that the endpoints of all services share.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="request">The request, which can name the profile.</param>
    /// <param name="profile">The profile; null if there is none.</param>
    public static void ApplyProfile(ClientConfig config, ConnectionRequest request, CredentialProfile? profile)
    {
        if (request.ProfileName is not null)
            config.Profile = new Profile(request.ProfileName);
        if (profile?.UseFIPSEndpoint is { } fips)
            config.UseFIPSEndpoint = fips;
        if (profile?.UseDualstackEndpoint is { } dualstack)
            config.UseDualstackEndpoint = dualstack;
    }

    /// <summary>Sets the region of a service of AWS.</summary>
    /// <param name="config">The configuration, whose last resort is the instance metadata service. The SDK caches its result for
    /// the lifetime of the process.</param>
    /// <param name="region">The configured region; null for none.</param>
    /// <param name="missing">The message if there is none.</param>
    /// <exception cref="InvalidConnectionException">The region is not known.</exception>
    public static RegionEndpoint SetRegion(ClientConfig config, string? region, string missing)
    {
        if (region is not null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        return config.RegionEndpoint ?? throw new InvalidConnectionException(missing);
    }

    /// <summary>Validates a URL and normalizes its spelling; null stays null.</summary>
    public static string? Checked(string? url) =>
        url is null
            ? null
            : EndpointAddress.Normalized(url)
                ?? throw new InvalidConnectionException($"'{url}' is not an http or https URL of an endpoint.");

    /// <summary>Returns whether a URL belongs to AWS itself, by its host name.</summary>
    public static bool IsAws(string url)
    {
        var host = new Uri(url).Host;
        return host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".api.aws", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Gets an environment setting; null if it is not set or the SDK does not know its value.</summary>
    public static T? Setting<T>(string variable)
        where T : struct, Enum =>
        Enum.TryParse<T>(Environment.GetEnvironmentVariable(variable), ignoreCase: true, out var value) ? value : null;

    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
