namespace RedshiftEncryption.Compression;

/// <summary>Selects .NET's implementation of gzip.</summary>
internal static class Gzip
{
    public static Stream Decompress(Stream source) => new GzipMembers(source);

    public static System.IO.Compression.CompressionLevel Level(CompressionLevel level) =>
        level switch
        {
            CompressionLevel.Fastest => System.IO.Compression.CompressionLevel.Fastest,
            CompressionLevel.SmallestSize => System.IO.Compression.CompressionLevel.SmallestSize,
            _ => System.IO.Compression.CompressionLevel.Optimal,
        };
}
