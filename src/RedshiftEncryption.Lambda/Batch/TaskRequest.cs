using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Represents a task whose object is known, or what is wrong with its name.</summary>
/// <param name="TaskId">The ID of the task.</param>
/// <param name="Object">The object; null if its name is not valid.</param>
/// <param name="Obstacle">What is wrong with its name; null for nothing.</param>
internal sealed record TaskRequest(string TaskId, S3Address? Object, string? Obstacle)
{
    /// <summary>Reads the name of a task's object. A name that is not valid is an error of this task alone.</summary>
    public static TaskRequest Of(BatchTask task, bool isSecondSchema)
    {
        var bucket = isSecondSchema ? task.S3Bucket : BucketName(task.S3BucketArn);
        if (bucket is null || !S3Address.IsBucketName(bucket))
            return Invalid(task, "The task does not name a general purpose bucket.");
        if (task.S3Key is not { Length: > 0 } encoded)
            return Invalid(task, "The task does not name an object.");
        if (UrlEncoding.TryDecode(encoded) is not { } key)
            return Invalid(task, $"The key '{encoded}' is not URL-encoded UTF-8.");
        try
        {
            var version = string.IsNullOrEmpty(task.S3VersionId) ? null : task.S3VersionId;
            return new TaskRequest(task.TaskId!, new S3Address(bucket, ObjectKey.Checked(key), version), Obstacle: null);
        }
        catch (InvalidKeyException exception)
        {
            return Invalid(task, exception.Message);
        }
    }

    /// <summary>Returns the name in the ARN of a bucket; an access point has no other name than its ARN.</summary>
    static string? BucketName(string? arn) => arn is not null && BucketArn.IsArn(arn) ? BucketArn.NameIn(arn) ?? arn : null;

    static TaskRequest Invalid(BatchTask task, string obstacle) => new(task.TaskId!, Object: null, obstacle);
}
