using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>One object to read back and compare with its source.</summary>
/// <param name="SourcePath">An absolute file system path.</param>
/// <param name="Address">The object.</param>
internal sealed record VerifyRequest(string SourcePath, S3Address Address)
{
    /// <summary>The root keys of which one opens the object; none where only server-side encryption is expected.</summary>
    public RootKeyRing RootKeys { get; init; } = RootKeyRing.Empty;

    /// <summary>The envelope that the object was written with, where that is known: it must still have one.</summary>
    public string? Envelope { get; init; }

    /// <summary>The server-side encryption that the object must report; null for any or none.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The part of the source that the object was made from; null for all of it.</summary>
    public SourceRange? Range { get; init; }

    /// <summary>The compression of the object's plaintext, where known; else its key's suffix tells.</summary>
    public CopyCompression? Compression { get; init; }

    /// <summary>The source's length in bytes when it was sent, where known and where it was sent whole.</summary>
    public long? SentLength { get; init; }

    /// <summary>When the source had last been written to before it was sent, where known.</summary>
    public DateTime? SentLastWriteTimeUtc { get; init; }

    /// <summary>Tallies of the commands that the record came from.</summary>
    public IReadOnlyList<FailureTally> Tallies { get; init; } = [];
}
