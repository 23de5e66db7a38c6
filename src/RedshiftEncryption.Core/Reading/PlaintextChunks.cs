using RedshiftEncryption.Cipher;
using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>
/// An object's plaintext in chunks, in order. Ranges are read concurrently, and decrypted there too where they can be
/// decrypted by themselves. Otherwise they are decrypted one after the other, and the last chunk is given only once what
/// follows the ciphertext is right. Not thread-safe.
/// </summary>
/// <param name="opened">The object, unlocked.</param>
/// <param name="buffers">The command's; a chunk's buffer is the caller's to return.</param>
internal sealed class PlaintextChunks(OpenedObject opened, PartBuffers buffers) : IDisposable
{
    /// <summary>How many ranges of one object are requested, or read and not yet taken.</summary>
    const int RangesUnderWay = 4;

    readonly CancellationTokenSource enough = new();
    readonly Queue<Task<FilledPart>> ranges = new();
    readonly IRangeDecryptor? inOrder = opened.Decryptor is { IsSequential: true } sequential ? sequential.OpenRange([]) : null;
    readonly long end = opened.Content.ObjectLength - (opened.Decryptor?.TrailerLength ?? 0);
    readonly int chunkLength = PartSize.For(opened.Content.ObjectLength);
    long scheduled;

    /// <summary>Whether there is nothing left.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The next chunk: of the object's part size, less at the end; none where there is nothing left.</summary>
    /// <exception cref="DamagedContentException">The padding or the tag is not valid.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read, or is another by now.</exception>
    public async Task<FilledPart?> NextAsync(CancellationToken cancellationToken)
    {
        if (IsAtEnd)
            return null;
        while (ranges.Count < RangesUnderWay && scheduled < end)
        {
            var range = new ContentRange(scheduled, Math.Min(chunkLength, end - scheduled));
            ranges.Enqueue(ReadAsync(range, enough.Token));
            scheduled += range.Length;
        }
        // The caller's cancellation must reach the requests, which know only of this object's.
        using var registration = cancellationToken.Register(static state => ((CancellationTokenSource)state!).Cancel(), enough);
        if (ranges.Count == 0)
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        // Not dequeued before it is done: stopping waits for all that are in the queue.
        var chunk = await ranges.Peek().ConfigureAwait(false);
        _ = ranges.Dequeue();
        try
        {
            inOrder?.Decrypt(chunk.Buffer.Bytes, 0, chunk.Content.Length);
            if (ranges.Count == 0 && scheduled == end)
                await FinishAsync(cancellationToken).ConfigureAwait(false);
            return chunk;
        }
        catch
        {
            chunk.Buffer.Dispose();
            throw;
        }
    }

    /// <summary>Waits until nothing uses the buffers and the data key any more. Call it before this is disposed of.</summary>
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

    public void Dispose()
    {
        enough.Dispose();
        inOrder?.Dispose();
    }

    async Task<FilledPart> ReadAsync(ContentRange range, CancellationToken cancellationToken)
    {
        var buffer = await buffers.RentAsync((int)range.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            using var reader = new RangeReader(opened, range);
            return new FilledPart(
                buffer,
                new PartContent(
                    await reader.ReadAsync(buffer.Bytes, 0, (int)range.Length, cancellationToken).ConfigureAwait(false),
                    Crc32C: null
                )
            );
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (inOrder is not null)
        {
            var trailer = new byte[opened.Content.ObjectLength - end];
            using var reader = new RangeReader(opened, new ContentRange(end, trailer.Length));
            await reader.ReadAsync(trailer, 0, trailer.Length, cancellationToken).ConfigureAwait(false);
            if (!inOrder.TryFinish(trailer, out _))
                throw new DamagedContentException(
                    $"The content of {opened.Content.Address} is damaged or was changed: its authentication tag is not valid."
                );
        }
        IsAtEnd = true;
    }
}
