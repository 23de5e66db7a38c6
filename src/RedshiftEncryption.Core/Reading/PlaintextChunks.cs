using RedshiftEncryption.Cipher;
using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>
/// An object's plaintext in chunks, in order: ranges read side by side, AES-CBC ones decrypted there too, each from the
/// block before it; AES-GCM is decrypted one after the other, and its last chunk is given only when the tag has been found
/// right. Not thread-safe.
/// </summary>
/// <param name="content">The object.</param>
/// <param name="buffers">The command's; a chunk's buffer is the caller's to return.</param>
/// <param name="envelope">Null where the content is not client-side encrypted.</param>
/// <param name="dataKey">The envelope's, opened.</param>
internal sealed class PlaintextChunks(RangedContent content, PartBuffers buffers, ContentEnvelope? envelope, DataKey? dataKey) : IDisposable
{
    /// <summary>So many ranges of one object are on their way, or read and not yet taken.</summary>
    const int RangesUnderWay = 4;

    readonly CancellationTokenSource enough = new();
    readonly Queue<Task<FilledPart>> ranges = new();
    readonly GcmDecryptor? gcm = envelope is { Cipher: ContentCipher.Gcm }
        ? new GcmDecryptor(dataKey!.Secret, envelope.InitializationVector)
        : null;
    readonly long end = envelope is { Cipher: ContentCipher.Gcm } ? content.ObjectLength - GcmDecryptor.TagLength : content.ObjectLength;
    readonly int chunkLength = PartSize.For(content.ObjectLength);
    long scheduled;

    /// <summary>Whether there is nothing left.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The next chunk: of the object's part size, less at the end; none where there is nothing left.</summary>
    /// <exception cref="DamagedContentException">The padding or the tag is wrong.</exception>
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
            gcm?.Decrypt(chunk.Buffer.Bytes, 0, chunk.Content.Length);
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
        gcm?.Dispose();
    }

    async Task<FilledPart> ReadAsync(ContentRange range, CancellationToken cancellationToken)
    {
        var buffer = await buffers.RentAsync((int)range.Length, cancellationToken).ConfigureAwait(false);
        try
        {
            using var reader = new RangeReader(content, range, gcm is null ? envelope : null, dataKey);
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
        if (gcm is not null)
        {
            var tag = new byte[GcmDecryptor.TagLength];
            using var reader = new RangeReader(content, new ContentRange(end, tag.Length), envelope: null, dataKey: null);
            await reader.ReadAsync(tag, 0, tag.Length, cancellationToken).ConfigureAwait(false);
            if (!gcm.IsTag(tag))
                throw new DamagedContentException(
                    $"The authentication tag of {content.Address} is wrong: its content is damaged, or was changed."
                );
        }
        IsAtEnd = true;
    }
}
