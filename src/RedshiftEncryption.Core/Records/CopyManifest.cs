using RedshiftEncryption.Records;
using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>
/// A manifest that was written: a flat record of where it is and of what its objects have in common, which is what the
/// statement that loads them has to say.
/// </summary>
public sealed class CopyManifest
{
    internal CopyManifest() { }

    /// <summary>The manifest's S3 URI; null where it is a local file only.</summary>
    public string? Uri { get; internal init; }

    /// <summary>The local file; null where there is none.</summary>
    public string? Path { get; internal init; }

    /// <summary>How many objects it names.</summary>
    public int EntryCount { get; internal init; }

    /// <summary>The sum of the objects' lengths in bytes; null where one is not known.</summary>
    public long? Length { get; internal init; }

    /// <summary>The one region that the objects are in, where known.</summary>
    public string? Region { get; internal init; }

    /// <summary>The endpoint where it is not AWS's own.</summary>
    public string? EndpointUrl { get; internal init; }

    /// <summary>The profile, where one was named.</summary>
    public string? ProfileName { get; internal init; }

    /// <summary>
    /// How many of the objects begin with a header that Send repeated, as far as is known; where all do, the statement
    /// ignores it.
    /// </summary>
    public int HeaderCount { get; internal init; }

    /// <summary>The objects' client-side envelope by its name in <see cref="EnvelopeKind"/>; null where it is not known.</summary>
    public string? Envelope { get; internal init; }

    /// <summary>The fingerprint of the root key that opens the objects, where known.</summary>
    public string? RootKeyFingerprint { get; internal init; }

    /// <summary>
    /// The objects' compression by its name in <see cref="CopyCompression"/>; <c>None</c> for columnar files, whose own
    /// compression COPY finds by itself.
    /// </summary>
    public string Compression { get; internal init; } = nameof(CopyCompression.None);

    /// <summary>The objects' server-side encryption, where it is known and one.</summary>
    public string? ServerSideEncryption { get; internal init; }

    /// <summary><c>Parquet</c> or <c>Orc</c> where the objects are such files; else null.</summary>
    public string? Format { get; internal init; }

    /// <summary>
    /// True where every object's round trip was verified; null where one was not tested. An object that failed its test is
    /// in no manifest.
    /// </summary>
    public bool? Verified { get; internal init; }

    /// <summary>The tallies of the commands that the objects' records have come through; lost on serialisation.</summary>
    internal IReadOnlyList<FailureTally> Tallies { get; init; } = [];

    /// <summary>The manifest's S3 URI, else its path, as it is shown: with control characters escaped.</summary>
    public override string ToString() => VisibleText.Of(Uri ?? Path ?? "");
}
