using RedshiftEncryption.Records;
using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>
/// Represents a manifest that was written: a flat record of its location and of the common properties of its objects,
/// which the statement that loads them needs.
/// </summary>
public sealed class CopyManifest
{
    internal const string S3Source = "S3";
    internal const string SshSource = "Ssh";

    internal CopyManifest() { }

    /// <summary>Gets the manifest's S3 URI; null if it is only a local file.</summary>
    public string? Uri { get; internal init; }

    /// <summary>Gets the local file; null if there is none.</summary>
    public string? Path { get; internal init; }

    /// <summary>
    /// Gets where COPY reads the content: <c>S3</c> for a manifest of objects, <c>Ssh</c> for a manifest of connections to hosts
    /// that decrypt the objects.
    /// </summary>
    public string Source { get; internal init; } = S3Source;

    /// <summary>Gets the local file with the shares of the connections, for the hosts; null if the source is S3.</summary>
    public string? SharePath { get; internal init; }

    /// <summary>Gets the number of connections that the cluster opens; null if the source is S3.</summary>
    public int? ConnectionCount { get; internal init; }

    /// <summary>Gets the number of objects to load.</summary>
    public int EntryCount { get; internal init; }

    /// <summary>Gets the total length of the objects in bytes; null if the length of an object is not known.</summary>
    public long? Length { get; internal init; }

    /// <summary>Gets the total number of records in the objects; null if the number of an object is not known.</summary>
    public long? RowCount { get; internal init; }

    /// <summary>Gets the ETag of the manifest in S3, without quotation marks; null if there is none.</summary>
    public string? ETag { get; internal init; }

    /// <summary>Gets the region of the objects, if known.</summary>
    public string? Region { get; internal init; }

    /// <summary>Gets the endpoint if it is not an AWS endpoint; otherwise, null.</summary>
    public string? EndpointUrl { get; internal init; }

    /// <summary>Gets the profile, if one was specified.</summary>
    public string? ProfileName { get; internal init; }

    /// <summary>
    /// Gets the number of objects that are known to begin with a header that Send repeated. If all objects do, the
    /// statement ignores the header.
    /// </summary>
    public int HeaderCount { get; internal init; }

    /// <summary>
    /// Gets the objects' client-side envelope by its name in <see cref="EnvelopeKind"/>; null if it is not known.
    /// </summary>
    public string? Envelope { get; internal init; }

    /// <summary>Gets the fingerprint of the root key that decrypts the objects, if known.</summary>
    public string? RootKeyFingerprint { get; internal init; }

    /// <summary>
    /// Gets the objects' compression by its name in <see cref="CopyCompression"/>; <c>None</c> for columnar files, whose
    /// compression COPY detects.
    /// </summary>
    public string Compression { get; internal init; } = nameof(CopyCompression.None);

    /// <summary>Gets the objects' server-side encryption; null if it is not known or differs.</summary>
    public string? ServerSideEncryption { get; internal init; }

    /// <summary>Gets <c>Parquet</c> or <c>Orc</c> if the objects are such files; otherwise, null.</summary>
    public string? Format { get; internal init; }

    /// <summary>
    /// Gets true if the round trip of every object was verified; null if an object was not tested. A manifest never
    /// contains an object that failed its test.
    /// </summary>
    public bool? Verified { get; internal init; }

    /// <summary>
    /// Gets the failure counts of the commands that processed the objects' records. They are not serialized.
    /// </summary>
    internal IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];

    /// <summary>Returns the manifest's S3 URI or its path for display, with control characters escaped.</summary>
    public override string ToString() => VisibleText.Of(Uri ?? Path ?? "");
}
