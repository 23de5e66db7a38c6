namespace RedshiftEncryption.Codecs;

/// <summary>Detects the compression of an object by its name.</summary>
internal static class CompressionByName
{
    public static CopyCompression Of(string key) =>
        Array
            .Find(
                FileFormat.All,
                format => Array.Exists(format.Suffixes, suffix => key.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            )
            ?.Compression
        ?? CopyCompression.None;

    /// <summary>Returns the suffix that this module adds to the names of compressed objects.</summary>
    public static string SuffixOf(CopyCompression compression) => FileFormat.Of(compression)?.Suffixes[0] ?? "";
}
