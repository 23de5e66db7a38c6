using RedshiftEncryption.Lambda.Batch;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Represents the outcome of a task.</summary>
/// <param name="Code">The outcome.</param>
/// <param name="Text">The text for the completion report, of any length.</param>
internal sealed record ActionResult(ResultCode Code, string Text);
