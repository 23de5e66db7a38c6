namespace RedshiftEncryption.Codecs;

/// <summary>The compression that an object's name tells of.</summary>
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

    /// <summary>The suffix that this module gives to compressed objects.</summary>
    public static string SuffixOf(CopyCompression compression) =>
        compression == CopyCompression.None ? "" : Array.Find(FileFormat.All, format => format.Compression == compression)!.Suffixes[0];
}
