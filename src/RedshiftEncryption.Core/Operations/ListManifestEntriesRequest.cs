using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Which objects a manifest is to name.</summary>
/// <param name="BucketName">Their bucket.</param>
/// <param name="KeyPrefix">What their keys begin with, literally; empty for the whole bucket.</param>
internal sealed record ListManifestEntriesRequest(string BucketName, string KeyPrefix)
{
    /// <summary>The manifest's own place, which it must not name; null where it is a local file only.</summary>
    public S3Address? Manifest { get; init; }
}
