namespace RedshiftEncryption;

/// <summary>
/// An object's plaintext from front to back: ranges side by side, each decrypted from the block before it, given in order.
/// Reads throw <see cref="DamagedContentException"/> and <see cref="ObjectStoreException"/>. Not thread-safe.
/// </summary>
internal sealed class PlaintextStream(RangedContent content, PartBuffers buffers, ContentEnvelope? envelope, DataKey? dataKey) : ForwardOnlyStream
{
    /// <summary>So many ranges of one object are on their way, or read and not yet taken.</summary>
    const int RangesUnderWay = 4;

    readonly CancellationTokenSource enough = new();
    readonly Queue<Task<(PartBuffer Buffer, int Length)>> ranges = new();
    long scheduled;
    PartBuffer? current;
    int length;
    int taken;

    /// <summary>How many bytes have been given, in all.</summary>
    public long Given { get; private set; }

    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.IsEmpty)
            return 0;
        while (taken == length)
        {
            current?.Dispose();
            current = null;
            Schedule();
            if (ranges.Count == 0)
                return 0;
            // Not dequeued before it is done: disposing waits for all that are in the queue.
            (current, length) = await WaitAsync(ranges.Peek(), cancellationToken).ConfigureAwait(false);
            _ = ranges.Dequeue();
            taken = 0;
        }
        var count = Math.Min(buffer.Length, length - taken);
        current!.Bytes.AsMemory(taken, count).CopyTo(buffer);
        taken += count;
        Given += count;
        return count;
    }

    /// <summary>Waits until nothing uses the buffers and the data key any more. Call it before the stream is disposed of.</summary>
    public async Task StopAsync()
    {
        await CancellationTokenSources.CancelAsync(enough).ConfigureAwait(false);
        foreach (var range in ranges)
        {
            await Task.WhenAny(range).ConfigureAwait(false);
            if (range.Status == TaskStatus.RanToCompletion)
                (await range.ConfigureAwait(false)).Buffer.Dispose();
        }
        ranges.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            current?.Dispose();
            enough.Dispose();
        }
        base.Dispose(disposing);
    }

    void Schedule()
    {
        while (ranges.Count < RangesUnderWay && scheduled < content.ObjectLength)
        {
            var range = new ContentRange(scheduled, Math.Min(RangedContent.RangeLength, content.ObjectLength - scheduled));
            ranges.Enqueue(ReadAsync(range, enough.Token));
            scheduled += range.Length;
        }
    }

    async Task<(PartBuffer Buffer, int Length)> ReadAsync(ContentRange range, CancellationToken cancellationToken)
    {
        var buffer = await buffers.RentAsync((int)range.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            using var reader = new RangeReader(content, range, envelope, dataKey);
            return (buffer, await reader.ReadAsync(buffer.Bytes, 0, (int)range.Length, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>The reader's own cancellation reaches the requests, which know only of the stream's.</summary>
    async Task<(PartBuffer Buffer, int Length)> WaitAsync(Task<(PartBuffer Buffer, int Length)> range, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(static state => ((CancellationTokenSource)state!).Cancel(), enough);
        return await range.ConfigureAwait(false);
    }
}
