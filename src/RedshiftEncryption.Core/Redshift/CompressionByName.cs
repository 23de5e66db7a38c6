namespace RedshiftEncryption;

/// <summary>The compression that an object's name tells of.</summary>
internal static class CompressionByName
{
    static readonly (string Suffix, CopyCompression Compression)[] Suffixes =
    [
        (".gz", CopyCompression.Gzip),
        (".gzip", CopyCompression.Gzip),
        (".bz2", CopyCompression.Bzip2),
        (".lzo", CopyCompression.Lzop),
        (".zst", CopyCompression.Zstd),
        (".zstd", CopyCompression.Zstd),
    ];

    public static CopyCompression Of(string key) =>
        Array.Find(Suffixes, suffix => key.EndsWith(suffix.Suffix, StringComparison.OrdinalIgnoreCase)).Compression;

    /// <summary>The suffix that this module gives to compressed objects.</summary>
    public static string SuffixOf(CopyCompression compression) =>
        Array.Find(Suffixes, suffix => suffix.Compression == compression).Suffix ?? "";

    /// <summary>The compression that all keys agree on.</summary>
    /// <exception cref="InvalidCopyOptionException">They do not agree.</exception>
    public static CopyCompression OfAll(IReadOnlyCollection<string> keys)
    {
        var groups = keys.GroupBy(Of).ToList();
        return groups.Count == 1
            ? groups[0].Key
            : throw new InvalidCopyOptionException($"The objects' names tell of several compressions, and one COPY takes one: {string.Join("; ", groups.Select(Describe))}. Load them by a statement each, or say -Compression.");
    }

    static string Describe(IGrouping<CopyCompression, string> group)
    {
        var count = group.Count();
        return count == 1 ? $"{group.Key}: '{group.First()}'" : $"{group.Key}: '{group.First()}' and {count - 1} more";
    }
}
