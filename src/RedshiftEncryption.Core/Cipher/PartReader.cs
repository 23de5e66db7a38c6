namespace RedshiftEncryption;

/// <summary>
/// Reads a source once, front to back, and fills part buffers with what the object will hold: the ciphertext, or the
/// source's own bytes without a cipher. A part stays as it is in its buffer, so a retry sends the same bytes again.
/// Not thread-safe.
/// </summary>
/// <param name="source">Read from where it stands; it need not be able to seek.</param>
/// <param name="sourceName">For messages.</param>
/// <param name="sourceLength">In bytes; the source must have exactly so many.</param>
/// <param name="encryptor">Encrypts the content, or null.</param>
/// <param name="checksum">Whether parts come with their CRC-32C, computed while they are in the processor's cache.</param>
internal sealed class PartReader(Stream source, string sourceName, long sourceLength, CbcEncryptor? encryptor, bool checksum = false)
{
    /// <summary>
    /// Read, encrypted and checksummed in one go: small enough for the processor's cache, large enough for few calls; a
    /// multiple of 16.
    /// </summary>
    const int StepLength = 512 * 1024;

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
    /// <returns>The part's length, less than asked for only at the end of the content, and its checksum.</returns>
    /// <exception cref="SourceChangedException">The source is shorter or longer than it was when it was opened.</exception>
    public async ValueTask<PartContent> ReadAsync(byte[] part, int partLength, CancellationToken cancellationToken)
    {
        var contentLength = (int)Math.Min(partLength, ContentLength - Position);
        var plaintextLength = (int)Math.Min(contentLength, sourceLength - sourcePosition);
        uint crc = 0;
        var done = 0;
        var filled = 0;
        var reading = ReadStepAsync(part, filled, plaintextLength, cancellationToken);
        while (filled < plaintextLength)
        {
            var read = await reading.ConfigureAwait(false);
            // A stream may give less than asked for at any time; only 0 is its end.
            if (read == 0)
                throw SourceChangedException.Shrunk(sourceName, sourceLength, sourcePosition);
            sourcePosition += read;
            filled += read;
            // The next step is read while this one is encrypted.
            reading = ReadStepAsync(part, filled, plaintextLength, cancellationToken);
            var whole = encryptor is null ? filled - done : (filled - done) / CbcContent.BlockLength * CbcContent.BlockLength;
            encryptor?.EncryptBlocks(part, done, whole);
            if (checksum)
                crc = Crc32C.Append(crc, part.AsSpan(done, whole));
            done += whole;
        }
        if (encryptor is not null && contentLength > plaintextLength)
        {
            encryptor.EncryptTail(part, done, plaintextLength - done);
            if (checksum)
                crc = Crc32C.Append(crc, part.AsSpan(done, CbcContent.BlockLength));
        }
        Position += contentLength;
        if (Position == ContentLength)
            await ExpectEndAsync(cancellationToken).ConfigureAwait(false);
        return new PartContent(contentLength, checksum ? crc : null);
    }

    ValueTask<int> ReadStepAsync(byte[] part, int offset, int end, CancellationToken cancellationToken) =>
        offset < end ? source.ReadAsync(part.AsMemory(offset, Math.Min(StepLength, end - offset)), cancellationToken) : default;

    async ValueTask ExpectEndAsync(CancellationToken cancellationToken)
    {
        if (await source.ReadAsync(probe.AsMemory(), cancellationToken).ConfigureAwait(false) > 0)
            throw SourceChangedException.Grew(sourceName, sourceLength);
    }
}
