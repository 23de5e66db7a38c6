using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies an object to read back and compare with its source.</summary>
/// <param name="SourcePath">An absolute file system path.</param>
/// <param name="Address">The object.</param>
internal sealed record VerifyRequest(string SourcePath, S3Address Address)
{
    /// <summary>The root keys of which one opens the object; none where only server-side encryption is expected.</summary>
    public KeyRing Keys { get; init; } = KeyRing.Empty;

    /// <summary>
    /// Gets the envelope that the object was written with, if known. The object must still have an envelope.
    /// </summary>
    public string? Envelope { get; init; }

    /// <summary>Gets the server-side encryption that the server must report; null for any or none.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>Gets the range of the source that the object contains; null for the whole source.</summary>
    public SourceRange? Range { get; init; }

    /// <summary>Gets the compression of the object's plaintext; null to detect it by the suffix of the key.</summary>
    public CopyCompression? Compression { get; init; }

    /// <summary>Gets the source's length in bytes when it was sent, if it is known and the source was sent whole.</summary>
    public long? SentLength { get; init; }

    /// <summary>Gets the source's last write time before it was sent, in UTC, if known.</summary>
    public DateTime? SentLastWriteTimeUtc { get; init; }

    /// <summary>Gets whether the record is of an object that was not sent because it already existed.</summary>
    public bool WasSkipped { get; init; }

    /// <summary>Gets the failure counts of the commands that processed the record.</summary>
    public IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];
}
