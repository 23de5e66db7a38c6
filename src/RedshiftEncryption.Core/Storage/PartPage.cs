namespace RedshiftEncryption.Storage;

/// <summary>Represents one page of the parts of a multipart upload.</summary>
/// <param name="Parts">At most 1,000, in ascending order of their numbers.</param>
/// <param name="Continuation">The part number after which the next page begins; null on the last page.</param>
internal sealed record PartPage(IReadOnlyList<ListedPart> Parts, int? Continuation);
