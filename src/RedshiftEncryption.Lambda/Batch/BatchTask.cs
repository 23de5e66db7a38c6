namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Represents a task of an event as it is written: one object.</summary>
internal sealed record BatchTask
{
    public string? TaskId { get; init; }

    /// <summary>Gets the URL-encoded key, in which a plus sign is a space.</summary>
    public string? S3Key { get; init; }

    /// <summary>Gets the version; null or empty for the current one.</summary>
    public string? S3VersionId { get; init; }

    /// <summary>Gets the ARN of the bucket; schema 1.0 only.</summary>
    public string? S3BucketArn { get; init; }

    /// <summary>Gets the name of the bucket; schema 2.0 only.</summary>
    public string? S3Bucket { get; init; }
}
