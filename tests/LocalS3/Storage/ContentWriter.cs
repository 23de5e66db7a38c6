using System.Buffers;

namespace LocalS3;

/// <summary>
/// Fills a content of known length. The bytes are read straight into the segments that will hold them; a segment is
/// allocated when the one before is full, so a length that a client only pretends costs nothing.
/// </summary>
sealed class ContentWriter(long length, bool discard) : IDisposable
{
    const int SegmentLength = 1 << 20;
    const int ScratchLength = 1 << 17;

    readonly byte[]? scratch = discard ? ArrayPool<byte>.Shared.Rent(ScratchLength) : null;
    readonly List<ReadOnlyMemory<byte>> segments = [];
    Memory<byte> free;
    long written;

    /// <summary>How many bytes are still to come.</summary>
    public long Remaining => length - written;

    /// <returns>Where the next bytes go; not empty while any are to come.</returns>
    public Memory<byte> GetBuffer()
    {
        if (scratch is not null)
            return scratch.AsMemory(0, (int)Math.Min(scratch.Length, Remaining));
        if (free.IsEmpty && Remaining > 0)
        {
            var segment = GC.AllocateUninitializedArray<byte>((int)Math.Min(SegmentLength, Remaining));
            segments.Add(segment);
            free = segment;
        }
        return free;
    }

    public void Advance(int count)
    {
        written += count;
        if (scratch is null)
            free = free[count..];
    }

    public Content ToContent() => scratch is null ? Content.Of([.. segments]) : Content.Discarded(length);

    public void Dispose()
    {
        if (scratch is not null)
            ArrayPool<byte>.Shared.Return(scratch);
    }
}
