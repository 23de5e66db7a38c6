#if NET
using System.Runtime.CompilerServices;
#endif

namespace RedshiftEncryption;

/// <summary>What an object is made from, and compared with: a file, or a range of it behind a repeated header.</summary>
internal sealed class SourceContent(SourceFile file, SourceRange range)
{
    public SourceContent(SourceFile file)
        : this(file, new SourceRange(0, file.Length, 0))
    {
    }

    public SourceFile File => file;

    public SourceRange Range => range;

    /// <summary>In bytes, the header included.</summary>
    public long Length { get; } = range.HeaderLength + range.Length;

    /// <summary>Reads at a position of the content until the buffer is full or the content ends; may be called side by side.</summary>
    /// <returns>How many bytes were read.</returns>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length > Length - position)
            buffer = buffer.Slice(0, (int)Math.Max(0, Length - position));
        if (position >= range.HeaderLength)
            return await file.ReadAtAsync(range.Offset + position - range.HeaderLength, buffer, cancellationToken).ConfigureAwait(false);
        var header = (int)Math.Min(buffer.Length, range.HeaderLength - position);
        var filled = await file.ReadAtAsync(position, buffer.Slice(0, header), cancellationToken).ConfigureAwait(false);
        return filled < header
            ? filled
            : filled + await file.ReadAtAsync(range.Offset, buffer.Slice(filled), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The compression that its first bytes tell of.</summary>
    public async ValueTask<CopyCompression> CompressionAsync(CancellationToken cancellationToken)
    {
        var beginning = new byte[CompressionByContent.Length];
        var read = await ReadAtAsync(0, beginning, cancellationToken).ConfigureAwait(false);
        return CompressionByContent.Of(beginning.AsSpan(0, read));
    }

    /// <summary>The content from front to back. Reads throw <see cref="SourceChangedException"/> where the file ends before its time.</summary>
    /// <param name="progress">Told of bytes read, if given.</param>
    public Stream OpenStream(IProgress<long>? progress = null) => new ContentStream(this, progress);

    sealed class ContentStream(SourceContent content, IProgress<long>? progress) : ForwardOnlyStream
    {
        long position;

#if NET
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = (int)Math.Min(buffer.Length, content.Length - position);
            var read = await content.ReadAtAsync(position, buffer.Slice(0, count), cancellationToken).ConfigureAwait(false);
            position += read;
            progress?.Report(read);
            return read == count ? read : throw SourceChangedException.Shrunk(content.File.Path, content.Length, position);
        }
    }
}
