namespace LocalS3;

/// <summary>A page of a bucket's keys, in their order.</summary>
/// <param name="Objects">The objects themselves.</param>
/// <param name="CommonPrefixes">The prefixes that represent all keys with the same beginning up to the delimiter.</param>
/// <param name="Last">The last entry of either kind; the next page begins behind it. Null for an empty page.</param>
/// <param name="IsTruncated">Whether there is a next page.</param>
sealed record ListingPage(IReadOnlyList<StoredObject> Objects, IReadOnlyList<string> CommonPrefixes, string? Last, bool IsTruncated);
