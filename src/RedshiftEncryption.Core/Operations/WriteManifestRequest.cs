using RedshiftEncryption.Records;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies a manifest to write to S3, to a local file, or to both.</summary>
/// <param name="Contents">The entries.</param>
internal sealed record WriteManifestRequest(CopyManifestContents Contents)
{
    /// <summary>Gets the destination in S3, or null.</summary>
    public S3Address? Destination { get; init; }

    /// <summary>Gets an absolute file system path, or null.</summary>
    public string? Path { get; init; }

    /// <summary>Gets the SSH manifest to write instead; null for a manifest of the objects.</summary>
    public SshManifest? Ssh { get; init; }

    /// <summary>
    /// Gets <c>AES256</c> or <c>aws:kms</c>; null for the default encryption of the bucket. COPY cannot read a manifest with
    /// other encryption.
    /// </summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>Gets the KMS key for <c>aws:kms</c>.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Gets whether an existing object and an existing file must not be overwritten.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Gets the maximum length of the manifest in bytes.</summary>
    public long MaximumLength { get; init; } = BufferPool.DefaultLimit;

    /// <summary>
    /// Gets the objects' region, used if their records do not contain it and there is no destination in S3.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>Gets the profile, if one was specified.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Gets the failure counts of the commands that processed the objects' records.</summary>
    public IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];
}
