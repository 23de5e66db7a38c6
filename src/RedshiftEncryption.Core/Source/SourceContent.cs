using System.Buffers;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Streams;
#if NET
using System.Runtime.CompilerServices;
#endif

namespace RedshiftEncryption.Source;

/// <summary>Represents the source of an object: a file, or a range of a file after a repeated header.</summary>
internal sealed class SourceContent(SourceFile file, SourceRange range)
{
    public SourceContent(SourceFile file)
        : this(file, new SourceRange(0, file.Length, 0)) { }

    public SourceFile File => file;

    public SourceRange Range => range;

    /// <summary>Gets the length in bytes, including the header.</summary>
    public long Length { get; } = range.HeaderLength + range.Length;

    /// <summary>
    /// Reads at a position of the content until the buffer is full or the content ends. Can be called concurrently.
    /// </summary>
    /// <returns>The number of bytes that were read.</returns>
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

    /// <summary>Detects the format of the content by its beginning and its end.</summary>
    public async ValueTask<ContentLook> LookAsync(CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(ContentLook.BeginningLength);
        try
        {
            var read = await ReadAtAsync(0, block.AsMemory(0, ContentLook.BeginningLength), cancellationToken).ConfigureAwait(false);
            if (read == Length)
                return ContentLook.At(
                    block.AsSpan(0, read),
                    block.AsSpan(Math.Max(0, read - FileFormat.EndingLength), Math.Min(read, FileFormat.EndingLength))
                );
            var ending = new byte[FileFormat.EndingLength];
            var last = await ReadAtAsync(Length - ending.Length, ending, cancellationToken).ConfigureAwait(false);
            return ContentLook.At(block.AsSpan(0, read), ending.AsSpan(0, last));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>
    /// Opens a stream that reads the content from beginning to end. Reads throw <see cref="SourceChangedException"/> if the
    /// file became shorter.
    /// </summary>
    /// <param name="progress">Receives the number of bytes of each read; can be null.</param>
    /// <param name="isText">Whether a NUL byte causes a <see cref="SourceNotTextException"/>.</param>
    public Stream OpenStream(IProgress<long>? progress = null, bool isText = false) => new ContentStream(this, progress, isText);

    sealed class ContentStream(SourceContent content, IProgress<long>? progress, bool isText) : ForwardOnlyStream
    {
        long position;

#if NET
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = (int)Math.Min(buffer.Length, content.Length - position);
            var read = await content.ReadAtAsync(position, buffer.Slice(0, count), cancellationToken).ConfigureAwait(false);
            if (isText && buffer.Span.Slice(0, read).IndexOf((byte)0) is var nul and >= 0)
                throw SourceNotTextException.At(content.File.Path, content.Range.Offset + position + nul - content.Range.HeaderLength);
            position += read;
            progress?.Report(read);
            return read == count ? read : throw SourceChangedException.Shrunk(content.File.Path, content.Length, position);
        }
    }
}
