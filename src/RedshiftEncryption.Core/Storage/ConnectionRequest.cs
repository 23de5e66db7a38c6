using System.Net;
using System.Security;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Storage;

/// <summary>Which endpoint, and as whom. What is not said here, the AWS SDK finds as it always does.</summary>
internal sealed record ConnectionRequest
{
    /// <summary>For example <c>eu-central-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>A profile of the shared AWS configuration.</summary>
    public string? ProfileName { get; init; }

    /// <summary>An absolute http or https URL of an S3-compatible server.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>Access key id and secret.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>How long one attempt at a request may take, its body's sending included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a request that fails for want of a server is repeated, from its first failure; null for what the AWS SDK's
    /// settings say, else <see cref="RetryLimits.Default"/>.
    /// </summary>
    public TimeSpan? RetryTimeout { get; init; }

    /// <summary>Whether the requester pays, where the bucket's owner asks for that.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>The token of temporary credentials.</summary>
    public SecureString? SessionToken { get; init; }
}
