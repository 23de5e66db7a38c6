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
}
