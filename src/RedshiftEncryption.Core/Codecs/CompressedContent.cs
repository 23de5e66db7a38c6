using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Codecs;

/// <summary>A source's content, compressed as it is read. Disposing it disposes of the source's stream.</summary>
internal sealed class CompressedContent : ForwardOnlyStream
{
    /// <summary>Compressed in one go, in bytes.</summary>
    const int StepLength = 128 * 1024;

    readonly Stream source;
    readonly Stream compressor;
    readonly MemoryStream compressed = new();
    readonly byte[] step;
    bool ended;

    /// <param name="source">What to compress.</param>
    /// <param name="sourceLength">In bytes.</param>
    /// <param name="compression">How.</param>
    /// <param name="format">Gzip or zstd.</param>
    /// <param name="level">How thoroughly.</param>
    public CompressedContent(Stream source, long sourceLength, ICompression compression, CopyCompression format, CompressionLevel level)
    {
        this.source = source;
        step = new byte[(int)Math.Min(StepLength, Math.Max(1, sourceLength))];
        compressor = compression.Compress(compressed, format, level);
    }

    /// <summary>More than any source of this length becomes: what cannot be compressed is stored, with a frame around it.</summary>
    /// <param name="sourceLength">In bytes.</param>
    public static long MaximumLength(long sourceLength) => checked(sourceLength + sourceLength / 8 + 1024);

    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty)
            return 0;
        while (compressed.Position == compressed.Length)
        {
            if (ended)
                return 0;
            compressed.SetLength(0);
            var read = await source.ReadAsync(step.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                compressor.Write(step, 0, read);
            }
            else
            {
                ended = true;
                compressor.Dispose();
            }
            compressed.Position = 0;
        }
        return compressed.Read(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Half a content is not finished: what this writes is read by nobody.
            compressor.Dispose();
            source.Dispose();
        }
        base.Dispose(disposing);
    }
}
