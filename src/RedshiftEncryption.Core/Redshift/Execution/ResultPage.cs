namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Represents a page of a statement's result.</summary>
/// <param name="Rows">The rows: their values as text, in the invariant format; null for NULL.</param>
/// <param name="Continuation">Requests the next page; null after the last one.</param>
internal sealed record ResultPage(IReadOnlyList<IReadOnlyList<string?>> Rows, string? Continuation);
