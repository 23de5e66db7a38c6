using System.IO.Compression;

namespace RedshiftEncryption.Compression;

/// <summary>Selects .NET Framework's implementation of gzip, which reads one member and has no SmallestSize.</summary>
internal static class Gzip
{
    public static Stream Decompress(Stream source) => new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);

    public static System.IO.Compression.CompressionLevel Level(CompressionLevel level) =>
        level == CompressionLevel.Fastest ? System.IO.Compression.CompressionLevel.Fastest : System.IO.Compression.CompressionLevel.Optimal;
}
