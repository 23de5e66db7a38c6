namespace RedshiftEncryption.Storage;

/// <summary>Maps objects to destinations by replacing the bucket and the prefix of the key.</summary>
/// <param name="BucketName">The bucket of the objects.</param>
/// <param name="KeyPrefix">The prefix of their keys.</param>
/// <param name="DestinationBucketName">The bucket of the destinations.</param>
/// <param name="DestinationKeyPrefix">The prefix of the destinations' keys, including its trailing slash.</param>
internal sealed record KeyMapping(string BucketName, string KeyPrefix, string DestinationBucketName, string DestinationKeyPrefix)
{
    /// <summary>
    /// Gets whether two keys can map to the same destination. If the prefix has no trailing slash, the slash stays in
    /// the rest of the key, while the destination's prefix has its own: <c>unload/x</c> and <c>unloadx</c> then
    /// collide. All other mappings replace one prefix with another.
    /// </summary>
    public bool TakesSlash =>
        KeyPrefix.Length > 0
        && KeyPrefix[KeyPrefix.Length - 1] != '/'
        && DestinationKeyPrefix.Length > 0
        && DestinationKeyPrefix[DestinationKeyPrefix.Length - 1] == '/';

    /// <summary>Gets the destination of an object; null if the object is not covered by the mapping.</summary>
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
