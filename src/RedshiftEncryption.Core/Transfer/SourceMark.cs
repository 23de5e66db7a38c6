using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Creates the user metadata that identifies the source of a converted object, so that a later run recognizes it
/// without reading it. Anyone who can write to the bucket can forge it: it distinguishes results, but does not prove
/// their content.
/// </summary>
internal static class SourceMark
{
    /// <summary>The name of the user metadata, without the <c>x-amz-meta-</c> prefix.</summary>
    public const string Field = "redshift-encryption-source";

    const string Version = "v1:";

    /// <summary>
    /// Gets the mark of a source: the SHA-256 of its bucket, key and ETag, each preceded by its length. Its version is
    /// not included, because listings do not contain it.
    /// </summary>
    /// <param name="source">The source object.</param>
    /// <param name="eTag">The ETag of the source, without quotes.</param>
    /// <returns>Null if the server returned no ETag that identifies the bytes of the object.</returns>
    public static string? Of(S3Address source, string? eTag)
    {
        if (!EntityTag.IsStrong(eTag))
            return null;
        return Version + Convert.ToBase64String(FieldHash.Of(source.BucketName, source.Key, eTag));
    }
}
