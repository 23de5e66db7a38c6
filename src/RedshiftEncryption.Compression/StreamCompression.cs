using System.Runtime.InteropServices;
using RedshiftEncryption.Codecs;
using ZstdSharp;

namespace RedshiftEncryption.Compression;

/// <summary>Implements compression: gzip with .NET, zstd with ZstdSharp.</summary>
internal sealed class StreamCompression : ICompression
{
    const long MiB = 1024 * 1024;
    const int ZstdFastest = 1;
    const int ZstdOptimal = 3;
    const int ZstdSmallest = 19;

    /// <summary>The codecs of the formats that have one by <see cref="FileFormat.HasCodec"/>.</summary>
    static readonly Dictionary<CopyCompression, Codec> Codecs = new()
    {
        [CopyCompression.Gzip] = new(static (destination, level) => new GzipContent(destination, Gzip.Level(level)), Gzip.Decompress),
        [CopyCompression.Zstd] = new(
            static (destination, level) => new CompressionStream(destination, ZstdLevel(level), leaveOpen: true),
            static source => new ZstdContent(new DecompressionStream(source, leaveOpen: true))
        ),
    };

    public Stream Compress(Stream destination, CopyCompression format, CompressionLevel level) =>
        CodecOf(format).Compress(destination, level);

    /// <summary>For zstd, the window, the tables of the level and the blocks: see ZSTD_estimateCStreamSize.</summary>
    public long MemoryFor(CopyCompression format, CompressionLevel level) =>
        (format, level) switch
        {
            (CopyCompression.Zstd, CompressionLevel.SmallestSize) => 90 * MiB,
            (CopyCompression.Zstd, CompressionLevel.Optimal) => 4 * MiB,
            _ => MiB,
        };

    public Stream Decompress(Stream source, CopyCompression format) => CodecOf(format).Decompress(source);

    public string LibraryOf(CopyCompression format) =>
        format == CopyCompression.Zstd
            ? typeof(CompressionStream).Assembly.GetName().FullName
            : $"{RuntimeInformation.FrameworkDescription} {RuntimeInformation.ProcessArchitecture}";

    static Codec CodecOf(CopyCompression format) =>
        Codecs.TryGetValue(format, out var codec)
            ? codec
            : throw new ArgumentOutOfRangeException(nameof(format), format, "There is no codec for this format.");

    static int ZstdLevel(CompressionLevel level) =>
        level switch
        {
            CompressionLevel.Fastest => ZstdFastest,
            CompressionLevel.SmallestSize => ZstdSmallest,
            _ => ZstdOptimal,
        };

    sealed record Codec(Func<Stream, CompressionLevel, Stream> Compress, Func<Stream, Stream> Decompress);
}
