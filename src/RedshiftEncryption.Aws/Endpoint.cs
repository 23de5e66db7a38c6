using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws;

/// <summary>
/// What the endpoints of all services are found by: the request, the environment, and the profiles of the SDK's own files.
/// </summary>
internal static class Endpoint
{
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
                $"There is no AWS profile '{profileName}'. Profiles are in ~/.aws/config and ~/.aws/credentials."
            );
    }

    /// <summary>The URL in one spelling; null for none.</summary>
    public static string? Checked(string? url) =>
        url is null
            ? null
            : EndpointAddress.Normalized(url)
                ?? throw new InvalidConnectionException($"'{url}' is not an http or https URL of an endpoint.");

    /// <summary>Whether a URL is of AWS itself, where all services have names of a kind.</summary>
    public static bool IsAws(string url)
    {
        var host = new Uri(url).Host;
        return host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".api.aws", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A setting of the environment; null where it is not set, or not a name that the SDK knows.</summary>
    public static T? Setting<T>(string variable)
        where T : struct, Enum =>
        Enum.TryParse<T>(Environment.GetEnvironmentVariable(variable), ignoreCase: true, out var value) ? value : null;

    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
