using System.Runtime.InteropServices;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Pipeline;

/// <summary>The destination of requests and the profile that signs them. Null where the AWS SDK's own settings apply.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConnectionPlace(string? Region, string? EndpointUrl, string? ProfileName)
{
    /// <summary>Returns the first parameter that differs from a connection; null if none does.</summary>
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
