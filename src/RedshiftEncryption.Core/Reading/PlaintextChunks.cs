using RedshiftEncryption.Cipher;
using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>
/// Provides an object's plaintext in chunks, in order. Ranges are read and decrypted concurrently. The last chunk is returned
/// only after a tag that follows the ciphertext has been checked. Not thread-safe.
/// </summary>
/// <param name="opened">The object, unlocked.</param>
/// <param name="buffers">The buffers of the command. The caller returns the buffer of each chunk.</param>
internal sealed class PlaintextChunks(OpenedObject opened, BufferPool buffers) : IDisposable
{
    /// <summary>The number of ranges that are requested, or read and not yet returned.</summary>
    const int RangesInProgress = 4;

    readonly CancellationTokenSource enough = new();
    readonly Queue<Task<FilledPart>> ranges = new();
    readonly IContentCheck? check = opened.OpenCheck();
    readonly long end = opened.ContentLength;
    readonly int chunkLength = PartSize.For(opened.Content.ObjectLength);
    long scheduled;

    /// <summary>Gets whether no content is left.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads all of an object's plaintext.</summary>
    /// <param name="opened">The object, unlocked.</param>
    /// <param name="buffers">The buffers of the command.</param>
    /// <param name="take">Receives each chunk in order. The chunk's buffer is then returned.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="DamagedContentException">The padding or the tag is not valid.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read, or has been overwritten.</exception>
    public static async Task ReadAllAsync(
        OpenedObject opened,
        BufferPool buffers,
        Action<FilledPart> take,
        CancellationToken cancellationToken
    )
    {
        using var chunks = new PlaintextChunks(opened, buffers);
        try
        {
            while (await chunks.NextAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
            {
                using (chunk.Buffer)
                    take(chunk);
            }
        }
        finally
        {
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads all of an object's plaintext into memory.</summary>
    /// <param name="opened">The object, unlocked, whose length the caller has limited.</param>
    /// <param name="buffers">The buffers of the command.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="DamagedContentException">The padding or the tag is not valid.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read, or has been overwritten.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAllAsync(
        OpenedObject opened,
        BufferPool buffers,
        CancellationToken cancellationToken
    )
    {
        using var content = new MemoryStream((int)opened.Content.ObjectLength);
        await ReadAllAsync(opened, buffers, chunk => content.Write(chunk.Buffer.Bytes, 0, chunk.Content.Length), cancellationToken)
            .ConfigureAwait(false);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    /// <summary>Returns the next chunk, of the object's part size or less at the end; null if no content is left.</summary>
    /// <exception cref="DamagedContentException">The padding or the tag is not valid.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read, or has been overwritten.</exception>
    public async Task<FilledPart?> NextAsync(CancellationToken cancellationToken)
    {
        if (IsAtEnd)
            return null;
        while (ranges.Count < RangesInProgress && scheduled < end)
        {
            var range = new ContentRange(scheduled, Math.Min(chunkLength, end - scheduled));
            ranges.Enqueue(ReadAsync(range, enough.Token));
            scheduled += range.Length;
        }
        // The caller's cancellation must also reach the requests, which have this object's token.
        using var registration = cancellationToken.Register(static state => ((CancellationTokenSource)state!).Cancel(), enough);
        if (ranges.Count == 0)
        {
            await FinishAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        // It stays in the queue until it has completed, because stopping waits for everything in the queue.
        var chunk = await ranges.Peek().ConfigureAwait(false);
        _ = ranges.Dequeue();
        try
        {
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

    /// <summary>Waits until no range uses the buffers and the data key. Must be called before disposal.</summary>
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
        check?.Dispose();
    }

    async Task<FilledPart> ReadAsync(ContentRange range, CancellationToken cancellationToken)
    {
        var buffer = await buffers.RentAsync((int)range.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            using var reader = new RangeReader(opened, range, check);
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
        if (check is not null)
            await opened.ThrowIfNotAuthenticAsync(check, cancellationToken).ConfigureAwait(false);
        IsAtEnd = true;
    }
}
