namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Represents the response to an event, which has the same form in both schemas.</summary>
/// <param name="InvocationSchemaVersion">The schema of the event.</param>
/// <param name="InvocationId">The ID of the event.</param>
/// <param name="Results">One result for each task.</param>
internal sealed record BatchResponse(string InvocationSchemaVersion, string InvocationId, IReadOnlyList<BatchResult> Results)
{
    /// <summary>Gets what a task without a result counts as. All tasks have one.</summary>
    public ResultCode TreatMissingKeysAs { get; init; } = ResultCode.PermanentFailure;
}
