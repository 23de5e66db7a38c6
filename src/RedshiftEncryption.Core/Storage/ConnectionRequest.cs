using System.Net;
using System.Security;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Storage;

/// <summary>
/// Specifies an endpoint and credentials. The AWS SDK resolves whatever is not specified here in its usual way.
/// </summary>
internal sealed record ConnectionRequest
{
    /// <summary>For example <c>eu-central-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>The name of a profile in the shared AWS configuration.</summary>
    public string? ProfileName { get; init; }

    /// <summary>An absolute http or https URL of an S3-compatible server.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>The access key ID and the secret access key.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The time limit of an attempt that makes no progress: neither sends nor receives a piece of a body.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The rate of all content, sent and received; null for no limit.</summary>
    public BandwidthLimit? Bandwidth { get; init; }

    /// <summary>
    /// How long a request is retried while the server is unavailable, from its first failure; null for the AWS SDK's
    /// settings or, without any, <see cref="RetryLimits.Default"/>.
    /// </summary>
    public TimeSpan? RetryTimeout { get; init; }

    /// <summary>Whether the requester agrees to pay, for buckets that require it.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>The ID of the account that must own every bucket; null for no check.</summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>The session token of temporary credentials.</summary>
    public SecureString? SessionToken { get; init; }
}
