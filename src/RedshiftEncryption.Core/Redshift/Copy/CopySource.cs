using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Copy;

/// <summary>Represents the source of a COPY.</summary>
/// <param name="Uri">An object, a key prefix, or a manifest.</param>
/// <param name="IsManifest">Whether the source is a manifest.</param>
internal sealed record CopySource(S3Address Uri, bool IsManifest)
{
    /// <summary>Gets whether the source is an SSH manifest, which COPY does not call a manifest.</summary>
    public bool IsSsh { get; init; }

    /// <summary>
    /// Returns the narrowest source of the objects without a manifest: a single key, or the common prefix of all keys.
    /// </summary>
    /// <exception cref="InvalidCopyOptionException">
    /// The objects are in several buckets, or their keys have no common prefix.
    /// </exception>
    public static CopySource Of(IReadOnlyList<(string BucketName, string Key)> objects)
    {
        var bucketName = objects[0].BucketName;
        if (
            objects.FirstOrDefault(other => !string.Equals(other.BucketName, bucketName, StringComparison.Ordinal)) is
            { Key: not null } stray
        )
            throw new InvalidCopyOptionException(
                $"The objects are in several buckets ('{bucketName}' and '{stray.BucketName}'). "
                    + "Load them with a manifest, which can contain objects of several buckets."
            );
        var prefix = objects[0].Key;
        foreach (var (_, key) in objects)
            prefix = CommonPrefix(prefix, key);
        return prefix.Length > 0
            ? new CopySource(StatementUri.Create(bucketName, prefix), IsManifest: false)
            : throw new InvalidCopyOptionException(
                $"The keys of the objects have no common prefix, so COPY would load the entire bucket '{bucketName}'. "
                    + "Send the objects with a -KeyPrefix, or load them with a manifest."
            );
    }

    static string CommonPrefix(string left, string right)
    {
        var length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length])
            length++;
        // The prefix must not end within a surrogate pair.
        if (length > 0 && length < left.Length && char.IsHighSurrogate(left[length - 1]))
            length--;
        return left.Substring(0, length);
    }
}
