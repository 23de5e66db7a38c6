using RedshiftEncryption.Records;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>A manifest to write: to S3, to a local file, or to both.</summary>
/// <param name="Contents">What it names.</param>
internal sealed record WriteManifestRequest(CopyManifestContents Contents)
{
    /// <summary>Where to in S3, or null.</summary>
    public S3Address? Destination { get; init; }

    /// <summary>An absolute file system path, or null.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// <c>AES256</c> or <c>aws:kms</c>; null for what the bucket does by itself. COPY reads no manifest that is encrypted
    /// otherwise.
    /// </summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The key for <c>aws:kms</c>.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Whether an existing object and an existing file must stay.</summary>
    public bool NoClobber { get; init; }

    /// <summary>A longer one is not written, in bytes.</summary>
    public long MaximumLength { get; init; } = PartBuffers.DefaultLimit;

    /// <summary>The objects' region, where they do not tell and there is no destination in S3.</summary>
    public string? Region { get; init; }

    /// <summary>The profile, where one was named.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Tallies of the commands that the objects' records came from.</summary>
    public IReadOnlyList<FailureTally> Tallies { get; init; } = [];
}
