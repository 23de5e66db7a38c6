namespace RedshiftEncryption;

/// <summary>An S3 URI as COPY takes it: the bucket and a key or the beginning of keys, taken literally, with no escapes.</summary>
internal sealed record S3Uri(string BucketName, string Key)
{
    const string Scheme = "s3://";

    /// <exception cref="InvalidCopyOptionException">It is no S3 URI.</exception>
    public static S3Uri Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw new InvalidCopyOptionException($"'{text}' is no S3 URI; one looks like s3://bucket/key.");
        var rest = text.Substring(Scheme.Length);
        var slash = rest.IndexOf('/');
        return slash < 0 ? Create(rest, "") : Create(rest.Substring(0, slash), rest.Substring(slash + 1));
    }

    /// <exception cref="InvalidCopyOptionException">The bucket's name cannot be one.</exception>
    public static S3Uri Create(string bucketName, string key) =>
        bucketName.Length > 0 && bucketName.All(IsBucketCharacter)
            ? new S3Uri(bucketName, key)
            : throw new InvalidCopyOptionException($"'{bucketName}' is no bucket name; one has letters, digits, hyphens and dots.");

    public override string ToString() => $"{Scheme}{BucketName}/{Key}";

    static bool IsBucketCharacter(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_';
}
