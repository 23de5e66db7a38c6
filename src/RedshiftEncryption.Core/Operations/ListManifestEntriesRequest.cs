using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies the objects of a manifest.</summary>
/// <param name="BucketName">The bucket of the objects.</param>
/// <param name="KeyPrefix">The literal prefix of their keys; empty for the whole bucket.</param>
internal sealed record ListManifestEntriesRequest(string BucketName, string KeyPrefix)
{
    /// <summary>
    /// Gets the address of the manifest itself, which it must not contain; null if it is only a local file.
    /// </summary>
    public S3Address? Manifest { get; init; }
}
