namespace LocalS3;

/// <summary>The object that a copy is made of.</summary>
static class CopySource
{
    /// <summary>The most that one request copies, in bytes.</summary>
    const long MaxLength = 5L << 30;

    /// <exception cref="S3Exception">There is none, it is not the one that the client wants, or it is too long for one request.</exception>
    public static StoredObject Find(S3Request request)
    {
        // "bucket/key" or "/bucket/key", escaped; a version is named behind it.
        var header = request.Header(AmazonHeader.CopySource)!;
        var target = new RequestTarget(header.StartsWith('/') ? header : "/" + header);
        if (target.Query.Names.Any())
            throw Refusal.NotImplemented($"versions in {AmazonHeader.CopySource}");
        if (target.Level != ResourceLevel.Object)
            throw Refusal.InvalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                AmazonHeader.CopySource,
                header
            );
        var bucket = request.Buckets.Find(target.BucketName) ?? throw Refusal.NoSuchBucket(target.BucketName);
        var stored = bucket.Find(target.Key) ?? throw Refusal.NoSuchKey(target.Key);
        if (request.Header(AmazonHeader.CopySourceIfMatch) is { } eTag && !ETag.Matches(eTag, stored.ETag))
            throw Refusal.PreconditionFailed(AmazonHeader.CopySourceIfMatch);
        return stored;
    }

    /// <exception cref="S3Exception">It is more than one request copies.</exception>
    public static void CheckLength(long length)
    {
        if (length > MaxLength)
            throw Refusal.InvalidRequest(
                $"The specified copy source is larger than the maximum allowable size for a copy source: {MaxLength}"
            );
    }
}
