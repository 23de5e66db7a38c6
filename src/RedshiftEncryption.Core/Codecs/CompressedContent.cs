using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Codecs;

/// <summary>Compresses a source's content as it is read. Disposing it also disposes the source's stream.</summary>
internal sealed class CompressedContent : ForwardOnlyStream
{
    /// <summary>The number of bytes to compress at a time.</summary>
    const int StepLength = 128 * 1024;

    readonly Stream source;
    readonly Stream compressor;
    readonly MemoryStream compressed = new();
    readonly byte[] step;
    bool ended;

    /// <summary>Creates the stream.</summary>
    /// <param name="source">The content to compress.</param>
    /// <param name="sourceLength">The length of the content in bytes.</param>
    /// <param name="compression">The implementation of the compression.</param>
    /// <param name="format">Gzip or zstd.</param>
    /// <param name="level">The compression level.</param>
    public CompressedContent(Stream source, long sourceLength, ICompression compression, CopyCompression format, CompressionLevel level)
    {
        this.source = source;
        step = new byte[(int)Math.Min(StepLength, Math.Max(1, sourceLength))];
        compressor = compression.Compress(compressed, format, level);
    }

    /// <summary>
    /// Returns an upper bound of the compressed length. Content that cannot be compressed is stored in a frame.
    /// </summary>
    /// <param name="sourceLength">The length of the content in bytes.</param>
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
            // The content is incomplete, so the bytes that this writes are never read.
            compressor.Dispose();
            source.Dispose();
        }
        base.Dispose(disposing);
    }
}
