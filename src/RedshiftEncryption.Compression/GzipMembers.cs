#if NET
using System.IO.Compression;
using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Compression;

/// <summary>
/// What a gzip source holds, all its members. To .NET a source that breaks off has ended; so one more member is put behind
/// it, and only where that one's content comes out last has the source been whole. .NET Framework reads one member alone.
/// </summary>
internal sealed class GzipMembers : ForwardOnlyStream
{
    /// <summary>In bytes.</summary>
    const int WindowLength = 64 * 1024;

    /// <summary>Header, one stored block, CRC-32 and length.</summary>
    static readonly byte[] LastMember =
    [
        0x1f,
        0x8b,
        0x08,
        0,
        0,
        0,
        0,
        0,
        0,
        0xff,
        0x01,
        17,
        0,
        0xee,
        0xff,
        .. LastContent,
        0xd2,
        0x6f,
        0xd6,
        0x9b,
        17,
        0,
        0,
        0,
    ];

    readonly GZipStream unpacked;
    readonly byte[] window = new byte[WindowLength];
    int start;
    int end;
    bool isAtEnd;

    /// <param name="source">Stays open.</param>
    public GzipMembers(Stream source) => unpacked = new GZipStream(new ContinuedStream(source), CompressionMode.Decompress);

    static ReadOnlySpan<byte> LastContent => "end of the source"u8;

    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // So much may be the last member's, and is kept until more comes.
        while (!isAtEnd && end - start <= LastContent.Length)
        {
            window.AsSpan(start, end - start).CopyTo(window);
            end -= start;
            start = 0;
            var read = await unpacked.ReadAsync(window.AsMemory(end), cancellationToken).ConfigureAwait(false);
            end += read;
            if (read == 0 && !window.AsSpan(0, end).SequenceEqual(LastContent))
                throw new InvalidDataException("It breaks off, or is followed by something else.");
            isAtEnd = read == 0;
        }
        if (isAtEnd)
            return 0;
        var count = Math.Min(buffer.Length, end - start - LastContent.Length);
        window.AsMemory(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The source, and behind it the last member.</summary>
    sealed class ContinuedStream(Stream source) : ForwardOnlyStream
    {
        int given;
        bool isAtEnd;

        protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (!isAtEnd)
            {
                var read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read > 0 || buffer.IsEmpty)
                    return read;
                isAtEnd = true;
            }
            var count = Math.Min(buffer.Length, LastMember.Length - given);
            LastMember.AsSpan(given, count).CopyTo(buffer.Span);
            given += count;
            return count;
        }
    }
}
#endif
