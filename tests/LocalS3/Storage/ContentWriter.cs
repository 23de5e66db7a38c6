namespace LocalS3;

/// <summary>
/// Fills a content of known length, or only counts its bytes. A segment is allocated when the one before is full, so a
/// length that a client only pretends costs nothing.
/// </summary>
sealed class ContentWriter(long length, bool discard)
{
    const int SegmentLength = 1 << 20;

    readonly List<ReadOnlyMemory<byte>> segments = [];
    Memory<byte> free;
    long written;

    /// <summary>How many bytes are still to come.</summary>
    public long Remaining => length - written;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!discard && !bytes.IsEmpty)
        {
            if (free.IsEmpty)
                AddSegment();
            var count = Math.Min(bytes.Length, free.Length);
            bytes[..count].CopyTo(free.Span);
            free = free[count..];
            bytes = bytes[count..];
            written += count;
        }
        written += bytes.Length;
    }

    public Content ToContent() => discard ? Content.Discarded(length) : Content.Of([.. segments]);

    void AddSegment()
    {
        var segment = GC.AllocateUninitializedArray<byte>((int)Math.Min(SegmentLength, Remaining));
        segments.Add(segment);
        free = segment;
    }
}
