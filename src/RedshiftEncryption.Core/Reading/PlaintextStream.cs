using RedshiftEncryption.Streams;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>
/// Reads an object's plaintext from front to back. Reads throw <see cref="DamagedContentException"/> and <see
/// cref="ObjectStoreException"/>. Not thread-safe.
/// </summary>
/// <param name="chunks">The chunks of the plaintext, which the caller disposes of.</param>
/// <param name="first">The first chunk, if the caller has read it; the stream returns its buffer.</param>
internal sealed class PlaintextStream(PlaintextChunks chunks, FilledPart? first = null) : ForwardOnlyStream
{
    FilledPart? current = first;
    int taken;
    bool isAtEnd;

    /// <summary>Gets the number of bytes that have been read from the stream.</summary>
    public long Given { get; private set; }

    /// <summary>Returns the next bytes without copying them. They are valid until the next read, and empty only at the end.</summary>
    public async ValueTask<ArraySegment<byte>> ReadSegmentAsync(CancellationToken cancellationToken)
    {
        await AdvanceAsync(cancellationToken).ConfigureAwait(false);
        return current is null ? new ArraySegment<byte>([]) : Take(current.Content.Length - taken);
    }

    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty)
            return 0;
        await AdvanceAsync(cancellationToken).ConfigureAwait(false);
        if (current is null)
            return 0;
        var segment = Take(Math.Min(buffer.Length, current.Content.Length - taken));
        segment.AsMemory().CopyTo(buffer);
        return segment.Count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            current?.Buffer.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Advances to a chunk with unread bytes, or to the end.</summary>
    async ValueTask AdvanceAsync(CancellationToken cancellationToken)
    {
        while (!isAtEnd && (current is null || taken == current.Content.Length))
        {
            current?.Buffer.Dispose();
            current = null;
            taken = 0;
            current = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
            isAtEnd = current is null;
        }
    }

    ArraySegment<byte> Take(int count)
    {
        var segment = new ArraySegment<byte>(current!.Buffer.Bytes, taken, count);
        taken += count;
        Given += count;
        return segment;
    }
}
