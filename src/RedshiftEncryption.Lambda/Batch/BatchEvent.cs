namespace RedshiftEncryption.Lambda.Batch;

/// <summary>
/// Represents an event of S3 Batch Operations as it is written, before it is checked: schema 1.0 or 2.0. Source: "Invoke AWS
/// Lambda function" in the user guide of Amazon S3.
/// </summary>
internal sealed record BatchEvent
{
    public string? InvocationSchemaVersion { get; init; }

    public string? InvocationId { get; init; }

    public BatchJob? Job { get; init; }

    public IReadOnlyList<BatchTask?>? Tasks { get; init; }
}
