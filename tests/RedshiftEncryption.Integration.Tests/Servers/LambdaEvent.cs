using System.Text.Json;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>Writes events as S3 Batch Operations does, with one task.</summary>
internal static class LambdaEvent
{
    public const string First = "1.0";
    public const string Second = "2.0";

    /// <param name="key">The key, which is encoded here.</param>
    /// <param name="schema">The schema of the event.</param>
    /// <param name="versionId">The version; null for none.</param>
    /// <param name="arguments">The arguments of the job, in schema 2.0.</param>
    /// <param name="bucket">The bucket.</param>
    public static string For(
        string key,
        string schema = First,
        string? versionId = null,
        IReadOnlyDictionary<string, string>? arguments = null,
        string bucket = FaultyServer.Bucket
    ) => Encoded(Encode(key), schema, versionId, arguments, bucket);

    /// <summary>Writes an event with a key that is already encoded.</summary>
    public static string Encoded(
        string key,
        string schema = First,
        string? versionId = null,
        IReadOnlyDictionary<string, string>? arguments = null,
        string bucket = FaultyServer.Bucket
    )
    {
        var task = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["taskId"] = "dGFzaw==",
            ["s3Key"] = key,
            ["s3VersionId"] = versionId,
        };
        var job = new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = "f3cc4f60-61f6-4a2b-8a21-d07600c373ce" };
        if (schema is First)
        {
            task["s3BucketArn"] = "arn:aws:s3:::" + bucket;
        }
        else
        {
            task["s3Bucket"] = bucket;
            job["userArguments"] = arguments ?? new Dictionary<string, string>(StringComparer.Ordinal);
        }
        return JsonSerializer.Serialize(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["invocationSchemaVersion"] = schema,
                ["invocationId"] = "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo",
                ["job"] = job,
                ["tasks"] = new[] { task },
            }
        );
    }

    static string Encode(string key) =>
        Uri.EscapeDataString(key).Replace("%20", "+", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal);
}
