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
