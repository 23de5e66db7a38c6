using System.IO.Compression;
using RedshiftEncryption.Streams;

namespace RedshiftEncryption.Compression;

/// <summary>
/// Decompresses all members of a gzip source. .NET treats a truncated source as ended, so one more member is appended
/// to it: the source is complete only if the content of that member comes out last. .NET Framework reads only one
/// member.
/// </summary>
internal sealed class GzipMembers : ForwardOnlyStream
{
    /// <summary>The buffer size in bytes.</summary>
    const int WindowLength = 64 * 1024;

    /// <summary>The appended member: header, one stored block, CRC-32 and length.</summary>
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

    /// <param name="source">The source, which is left open.</param>
    public GzipMembers(Stream source) => unpacked = new GZipStream(new ContinuedStream(source), CompressionMode.Decompress);

    static ReadOnlySpan<byte> LastContent => "end of the source"u8;

    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // This many bytes can be from the last member, and are held back until more follow.
        while (!isAtEnd && end - start <= LastContent.Length)
        {
            window.AsSpan(start, end - start).CopyTo(window);
            end -= start;
            start = 0;
            var read = await unpacked.ReadAsync(window.AsMemory(end), cancellationToken).ConfigureAwait(false);
            end += read;
            if (read == 0 && !window.AsSpan(0, end).SequenceEqual(LastContent))
                throw new InvalidDataException("The gzip stream is truncated, or unexpected data follows it.");
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

    /// <summary>Reads the source, followed by the last member.</summary>
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
