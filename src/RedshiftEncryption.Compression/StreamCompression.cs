using RedshiftEncryption.Codecs;
using ZstdSharp;

namespace RedshiftEncryption.Compression;

/// <summary>Implements compression: gzip with .NET, zstd with ZstdSharp.</summary>
internal sealed class StreamCompression : ICompression
{
    const int ZstdFastest = 1;
    const int ZstdOptimal = 3;
    const int ZstdSmallest = 19;

    public Stream Compress(Stream destination, CopyCompression format, CompressionLevel level) =>
        format switch
        {
            CopyCompression.Gzip => new GzipContent(destination, GzipLevel(level)),
            CopyCompression.Zstd => new CompressionStream(destination, ZstdLevel(level), leaveOpen: true),
            _ => throw NotWritten(format),
        };

    public Stream Decompress(Stream source, CopyCompression format) =>
        format switch
        {
#if NET
            CopyCompression.Gzip => new GzipMembers(source),
#else
            CopyCompression.Gzip => new System.IO.Compression.GZipStream(
                source,
                System.IO.Compression.CompressionMode.Decompress,
                leaveOpen: true
            ),
#endif
            CopyCompression.Zstd => new ZstdContent(new DecompressionStream(source, leaveOpen: true)),
            _ => throw NotWritten(format),
        };

    static System.IO.Compression.CompressionLevel GzipLevel(CompressionLevel level) =>
        level switch
        {
            CompressionLevel.Fastest => System.IO.Compression.CompressionLevel.Fastest,
#if NET
            CompressionLevel.SmallestSize => System.IO.Compression.CompressionLevel.SmallestSize,
#endif
            // .NET Framework has no SmallestSize.
            _ => System.IO.Compression.CompressionLevel.Optimal,
        };

    static int ZstdLevel(CompressionLevel level) =>
        level switch
        {
            CompressionLevel.Fastest => ZstdFastest,
            CompressionLevel.SmallestSize => ZstdSmallest,
            _ => ZstdOptimal,
        };

    static ArgumentOutOfRangeException NotWritten(CopyCompression format) =>
        new(nameof(format), format, "Only gzip and zstd are supported.");
}
