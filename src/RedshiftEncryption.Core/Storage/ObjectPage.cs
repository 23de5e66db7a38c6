namespace RedshiftEncryption.Storage;

/// <summary>One page of a listing.</summary>
/// <param name="Objects">At most 1,000, in the server's order; a page before the last may have none.</param>
/// <param name="Continuation">Asks for the next page; null on the last one.</param>
internal sealed record ObjectPage(IReadOnlyList<ListedObject> Objects, string? Continuation);
