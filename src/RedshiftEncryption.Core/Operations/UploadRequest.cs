using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies a file to encrypt and upload.</summary>
/// <param name="SourcePath">An absolute file system path.</param>
/// <param name="Destination">The address of the object.</param>
internal sealed record UploadRequest(string SourcePath, S3Address Destination)
{
    /// <summary>Gets the root key that wraps the object's data key; null for only server-side encryption.</summary>
    public RootKey? RootKey { get; init; }

    /// <summary>Gets <c>AES256</c> or <c>aws:kms</c>; null for only client-side encryption.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>Gets how the object is stored besides that.</summary>
    public StorageOptions Options { get; init; } = new();

    /// <summary>Gets the KMS key for <c>aws:kms</c>.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Gets whether an existing object must not be overwritten.</summary>
    public bool NoClobber { get; init; }

    /// <summary>Gets the part size in bytes. It grows if 10,000 parts would not be enough.</summary>
    public int PartSize { get; init; } = Transfer.PartSize.Default;

    /// <summary>Gets what a <see cref="SendPlan"/> determined about the object; null if the file is sent whole.</summary>
    public PlannedObject? Plan { get; init; }

    /// <summary>
    /// Gets the compression (gzip or zstd) for content that is not compressed already; none for no compression.
    /// </summary>
    public CopyCompression Compression { get; init; }

    /// <summary>Gets the compression level.</summary>
    public CompressionLevel CompressionLevel { get; init; }

    /// <summary>Gets whether the object gets a <see cref="Transfer.ContentStamp"/>, for which its source is read twice.</summary>
    public bool Stamps { get; init; }

    /// <summary>Gets the SHA-256 of the source in the state of the <see cref="Plan"/>; null if it is not known yet.</summary>
    public byte[]? ContentHash { get; init; }

    /// <summary>Gets how a multipart upload is made resumable; null to abort it if it fails.</summary>
    public Transfer.ResumeOptions? Resume { get; init; }

    /// <summary>Gets the failure counts for the record: those of the commands that process it, including this one.</summary>
    public IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];
}
