namespace RedshiftEncryption.Runs;

/// <summary>Represents how many rows have the same outcome.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="ErrorId">The error ID of failures; null for other outcomes.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Length">The length of their objects in bytes, as far as it is known.</param>
internal sealed record OutcomeTotal(RunOutcome Outcome, string? ErrorId, long Count, long Length);
