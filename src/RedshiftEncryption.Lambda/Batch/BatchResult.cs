namespace RedshiftEncryption.Lambda.Batch;

/// <summary>Represents the result of a task.</summary>
/// <param name="TaskId">The ID of the task.</param>
/// <param name="ResultCode">The outcome.</param>
/// <param name="ResultString">The text for the completion report.</param>
internal sealed record BatchResult(string TaskId, ResultCode ResultCode, string ResultString);
