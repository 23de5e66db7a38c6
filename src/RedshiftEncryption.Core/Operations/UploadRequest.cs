using RedshiftEncryption.Records;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>One file to encrypt and upload.</summary>
/// <param name="SourcePath">An absolute file system path.</param>
/// <param name="Destination">Where to.</param>
internal sealed record UploadRequest(string SourcePath, S3Address Destination)
{
    /// <summary>Wraps the object's data key; null for server-side encryption alone.</summary>
    public RootKey? RootKey { get; init; }

    /// <summary><c>AES256</c> or <c>aws:kms</c>; null for client-side encryption alone.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The key for <c>aws:kms</c>.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Whether an existing object must stay.</summary>
    public bool NoClobber { get; init; }

    /// <summary>In bytes; grows where 10,000 parts of it would not suffice.</summary>
    public int PartSize { get; init; } = Transfer.PartSize.Default;

    /// <summary>The part of the file to send; null for all of it.</summary>
    public SourceRange? Range { get; init; }

    /// <summary>What the file must still be, where its range was chosen before.</summary>
    public SourceState? Planned { get; init; }

    /// <summary>Gzip or zstd, for content that is not compressed already; else none.</summary>
    public CopyCompression Compression { get; init; }

    /// <summary>How thoroughly.</summary>
    public CompressionLevel CompressionLevel { get; init; }

    /// <summary>Tallies of the commands that the record will have come from.</summary>
    public IReadOnlyList<FailureTally> Tallies { get; init; } = [];
}
