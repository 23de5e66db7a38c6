namespace RedshiftEncryption;

/// <summary>
/// Reads a source once, front to back, and fills part buffers with what the object will hold: the ciphertext, or the
/// source's own bytes without a cipher. A part stays as it is in its buffer, so a retry sends the same bytes again.
/// Not thread-safe.
/// </summary>
internal sealed class PartReader(Stream source, string sourceName, long sourceLength, CbcEncryptor? encryptor)
{
    /// <summary>Read and encrypted in one go while it is in the processor's cache; a multiple of 16.</summary>
    const int StepLength = 256 * 1024;

    readonly byte[] probe = new byte[1];
    long sourcePosition;

    /// <summary>The length of the object's content, in bytes.</summary>
    public long ContentLength { get; } = encryptor is null ? sourceLength : CbcContent.CiphertextLength(sourceLength);

    /// <summary>How much of the content has been read, in bytes.</summary>
    public long Position { get; private set; }

    /// <summary>Fills a part.</summary>
    /// <param name="part">Where to.</param>
    /// <param name="partLength">In bytes, a multiple of 16; the last part may come out shorter.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The part's length in bytes; less than asked for only at the end of the content.</returns>
    /// <exception cref="SourceChangedException">The source is shorter or longer than it was when it was opened.</exception>
    public async ValueTask<int> ReadAsync(byte[] part, int partLength, CancellationToken cancellationToken)
    {
        var contentLength = (int)Math.Min(partLength, ContentLength - Position);
        var plaintextLength = (int)Math.Min(contentLength, sourceLength - sourcePosition);
        for (var offset = 0; offset < plaintextLength;)
        {
            var step = Math.Min(StepLength, plaintextLength - offset);
            await ReadExactlyAsync(part, offset, step, cancellationToken).ConfigureAwait(false);
            encryptor?.EncryptBlocks(part, offset, step - step % CbcContent.BlockLength);
            offset += step;
        }
        if (encryptor is not null && contentLength > plaintextLength)
        {
            var tail = plaintextLength % CbcContent.BlockLength;
            encryptor.EncryptTail(part, plaintextLength - tail, tail);
        }
        Position += contentLength;
        if (Position == ContentLength)
            await ExpectEndAsync(cancellationToken).ConfigureAwait(false);
        return contentLength;
    }

    async ValueTask ReadExactlyAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        // A stream may give less than asked for at any time; only 0 is its end.
        while (count > 0)
        {
            var read = await source.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw SourceChangedException.Shrunk(sourceName, sourceLength, sourcePosition);
            sourcePosition += read;
            offset += read;
            count -= read;
        }
    }

    async ValueTask ExpectEndAsync(CancellationToken cancellationToken)
    {
        if (await source.ReadAsync(probe.AsMemory(), cancellationToken).ConfigureAwait(false) > 0)
            throw SourceChangedException.Grew(sourceName, sourceLength);
    }
}
