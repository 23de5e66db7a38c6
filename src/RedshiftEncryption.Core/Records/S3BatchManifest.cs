using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>Represents the manifest of an S3 Batch Operations job: what the job's creation needs.</summary>
public sealed class S3BatchManifest
{
    internal S3BatchManifest() { }

    /// <summary>Gets the S3 URI of the manifest.</summary>
    public string Uri { get; internal init; } = "";

    /// <summary>Gets the ARN of the manifest, for <c>Location.ObjectArn</c> of the job's manifest.</summary>
    public string Arn { get; internal init; } = "";

    /// <summary>Gets the ETag without quotation marks, for <c>Location.ETag</c>; null if the server does not send it.</summary>
    public string? ETag { get; internal init; }

    /// <summary>
    /// Gets the version of the manifest, for <c>Location.ObjectVersionId</c>; null if its bucket has no versioning.
    /// </summary>
    public string? VersionId { get; internal init; }

    /// <summary>Gets the format, for <c>Spec.Format</c>.</summary>
    public string Format { get; internal init; } = "";

    /// <summary>Gets the columns, for <c>Spec.Fields</c>: <c>Bucket</c>, <c>Key</c>, and <c>VersionId</c> if the rows have one.</summary>
    public IReadOnlyList<string> Fields { get; internal init; } = [];

    /// <summary>Gets the number of objects.</summary>
    public long Count { get; internal init; }

    /// <summary>Gets the region of the connection that wrote the manifest, in which the job is created.</summary>
    public string? Region { get; internal init; }

    /// <summary>Gets the server-side encryption that the server reports.</summary>
    public string? ServerSideEncryption { get; internal init; }

    /// <summary>Returns the S3 URI for display, with control characters escaped.</summary>
    public override string ToString() => VisibleText.Of(Uri);
}
