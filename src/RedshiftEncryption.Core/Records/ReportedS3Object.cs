using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Represents what a run did with an object, as its report contains it.</summary>
public sealed class ReportedS3Object
{
    internal ReportedS3Object() { }

    /// <summary>Gets the bucket.</summary>
    public string BucketName { get; internal init; } = "";

    /// <summary>Gets the key.</summary>
    public string Key { get; internal init; } = "";

    /// <summary>Gets the version that the inventory names; null if it names none.</summary>
    public string? VersionId { get; internal init; }

    /// <summary>
    /// Gets the outcome: <c>Done</c>, <c>Skipped</c>, <c>NotEncrypted</c>, <c>Excluded</c>, <c>Left</c> or <c>Failed</c>.
    /// </summary>
    public string Outcome { get; internal init; } = "";

    /// <summary>Gets the error ID of a failure; null for other outcomes.</summary>
    public string? ErrorId { get; internal init; }

    /// <summary>Gets the length of the object in bytes; null if it is not known.</summary>
    public long? Length { get; internal init; }

    /// <summary>Gets the number of the shard that reported the object, from 0.</summary>
    public int ShardIndex { get; internal init; }

    /// <summary>Returns the S3 URI for display.</summary>
    public override string ToString() => new S3Address(BucketName, Key).ToString();
}
