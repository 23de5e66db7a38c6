using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Copy;

/// <summary>What COPY loads from.</summary>
/// <param name="Uri">An object, the beginning of keys, or a manifest.</param>
/// <param name="IsManifest">Whether it is a manifest.</param>
internal sealed record CopySource(S3Address Uri, bool IsManifest)
{
    /// <summary>
    /// The narrowest source that covers the objects without a manifest: the one key, or the beginning that all keys share.
    /// </summary>
    /// <exception cref="InvalidCopyOptionException">The objects share no bucket or no beginning.</exception>
    public static CopySource Of(IReadOnlyList<(string BucketName, string Key)> objects)
    {
        var bucketName = objects[0].BucketName;
        if (
            objects.FirstOrDefault(other => !string.Equals(other.BucketName, bucketName, StringComparison.Ordinal)) is
            { Key: not null } stray
        )
            throw new InvalidCopyOptionException(
                $"The objects are in several buckets ('{bucketName}' and '{stray.BucketName}'); only a manifest can load them together."
            );
        var prefix = objects[0].Key;
        foreach (var (_, key) in objects)
            prefix = CommonPrefix(prefix, key);
        return prefix.Length > 0
            ? new CopySource(StatementUri.Create(bucketName, prefix), IsManifest: false)
            : throw new InvalidCopyOptionException(
                $"The objects' keys share no beginning, and loading all of bucket '{bucketName}' is not what was sent. Send them under a -KeyPrefix, or load them by a manifest."
            );
    }

    static string CommonPrefix(string left, string right)
    {
        var length = 0;
        while (length < left.Length && length < right.Length && left[length] == right[length])
            length++;
        // Half a surrogate pair is no text.
        if (length > 0 && length < left.Length && char.IsHighSurrogate(left[length - 1]))
            length--;
        return left.Substring(0, length);
    }
}
