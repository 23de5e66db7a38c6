namespace LocalS3;

/// <summary>An object's tags, in their order.</summary>
sealed class ObjectTags
{
    const int MaxCount = 10;

    readonly QueryParameters tags;

    /// <param name="header">The tags of a write, in the form of a query; null for none.</param>
    /// <exception cref="S3Exception">It is malformed, names one twice, or has too many.</exception>
    public ObjectTags(string? header)
    {
        tags = new QueryParameters(header);
        if (Count > MaxCount || tags.Names.Any(name => name.Length == 0) || tags.Names.Distinct(StringComparer.Ordinal).Count() < Count)
            throw Refusal.InvalidTag();
    }

    public static ObjectTags None { get; } = new(null);

    public int Count => tags.Names.Count();

    public IEnumerable<(string Key, string Value)> All => tags.Names.Select(name => (name, tags.Find(name)!));
}
