namespace LocalS3;

/// <summary>What a path-style request is about, read from the raw request target.</summary>
sealed class RequestTarget
{
    /// <exception cref="S3Exception">The target is not a path with well-formed escapes.</exception>
    public RequestTarget(string rawTarget)
    {
        if (!rawTarget.StartsWith('/'))
            throw Refusal.InvalidUri();
        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        var rawPath = question < 0 ? rawTarget : rawTarget[..question];
        Path = PercentEncoding.Decode(rawPath, plusIsSpace: false);
        Query = new QueryParameters(question < 0 ? "" : rawTarget[(question + 1)..]);

        // Only the first slash after the bucket separates: a key may begin with one, and "//" is not "/".
        var slash = Path.IndexOf('/', 1);
        BucketName = slash < 0 ? Path[1..] : Path[1..slash];
        Key = slash < 0 ? "" : Path[(slash + 1)..];
    }

    /// <summary>The decoded path.</summary>
    public string Path { get; }

    public QueryParameters Query { get; }

    /// <summary>Empty when the request is about the service.</summary>
    public string BucketName { get; }

    /// <summary>Empty when the request is about the service or a bucket.</summary>
    public string Key { get; }

    public ResourceLevel Level =>
        Key.Length > 0 ? ResourceLevel.Object
        : BucketName.Length > 0 ? ResourceLevel.Bucket
        : ResourceLevel.Service;

    /// <summary>The path as Signature Version 4 signs it: escaped once, whatever escapes the client sent.</summary>
    public string CanonicalPath => PercentEncoding.Encode(Path, keepSlash: true);
}
