namespace RedshiftEncryption.Storage;

/// <summary>Represents one page of a listing.</summary>
/// <param name="Objects">At most 1,000, in the server's order; a page before the last one can be empty.</param>
/// <param name="Continuation">The continuation that requests the next page; null on the last page.</param>
internal sealed record ObjectPage(IReadOnlyList<ListedObject> Objects, string? Continuation);
