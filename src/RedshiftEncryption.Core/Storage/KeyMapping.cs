namespace RedshiftEncryption.Storage;

/// <summary>Where objects go: what a key begins with is replaced, and the bucket.</summary>
/// <param name="BucketName">The objects' bucket.</param>
/// <param name="KeyPrefix">What their keys begin with.</param>
/// <param name="DestinationBucketName">The bucket they go to.</param>
/// <param name="DestinationKeyPrefix">What their keys begin with there, closing slash included.</param>
internal sealed record KeyMapping(string BucketName, string KeyPrefix, string DestinationBucketName, string DestinationKeyPrefix)
{
    /// <summary>
    /// Whether two keys may map to one destination. A prefix that was given without its closing slash leaves the slash with
    /// the rest of a key, and the destination's has its own: then <c>unload/x</c> and <c>unloadx</c> meet. All other mappings
    /// put one text in the place of another.
    /// </summary>
    public bool TakesSlash =>
        KeyPrefix.Length > 0
        && KeyPrefix[KeyPrefix.Length - 1] != '/'
        && DestinationKeyPrefix.Length > 0
        && DestinationKeyPrefix[DestinationKeyPrefix.Length - 1] == '/';

    /// <summary>The destination of an object; null where it is not among those that are mapped.</summary>
    public S3Address? Find(string bucketName, string key)
    {
        if (!string.Equals(bucketName, BucketName, StringComparison.Ordinal) || !key.StartsWith(KeyPrefix, StringComparison.Ordinal))
            return null;
        var rest = key.Substring(KeyPrefix.Length);
        if (TakesSlash && rest.Length > 1 && rest[0] == '/')
            rest = rest.Substring(1);
        return new S3Address(DestinationBucketName, DestinationKeyPrefix + rest);
    }
}
