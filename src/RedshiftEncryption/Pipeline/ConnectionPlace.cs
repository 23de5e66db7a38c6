using System.Runtime.InteropServices;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <summary>Where requests go and whose profile signs them; null for what the AWS SDK's own settings tell.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConnectionPlace(string? Region, string? EndpointUrl, string? ProfileName)
{
    /// <summary>What this names otherwise than a connection is; null for nothing.</summary>
    public (string Parameter, string Value)? DifferenceFrom(IObjectStore used)
    {
        if (EndpointUrl is not null && !string.Equals(Spelling(EndpointUrl), Spelling(used.EndpointUrl), StringComparison.Ordinal))
            return (nameof(EndpointUrl), EndpointUrl);
        if (Region is not null && !string.Equals(Region, used.Region, StringComparison.OrdinalIgnoreCase))
            return (nameof(Region), Region);
        return
            ProfileName is not null
            && !string.Equals(ProfileName, used.ProfileName ?? Environment.GetEnvironmentVariable("AWS_PROFILE"), StringComparison.Ordinal)
            ? (nameof(ProfileName), ProfileName)
            : null;
    }

    static string? Spelling(string? url) => url is null ? null : EndpointAddress.Normalized(url) ?? url;
}
