using RedshiftEncryption.Integrity;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Reads a content once, front to back, and fills part buffers with what the object will hold: the ciphertext, or the
/// content's own bytes without a cipher. A part stays as it is in its buffer, so a retry sends the same bytes again.
/// Not thread-safe.
/// </summary>
/// <param name="content">Read from where it stands to its end; it need not be able to seek.</param>
/// <param name="maximumLength">In bytes; the content may turn out shorter, never longer.</param>
/// <param name="encryptor">Encrypts the content, or null.</param>
/// <param name="checksum">Whether parts come with their CRC-32C, computed while they are in the processor's cache.</param>
internal sealed class PartReader(Stream content, long maximumLength, CbcEncryptor? encryptor, bool checksum = false)
{
    /// <summary>
    /// Read, encrypted and checksummed in one go: small enough for the processor's cache, large enough for few calls; a
    /// multiple of 16.
    /// </summary>
    const int StepLength = 512 * 1024;

    readonly byte[] probe = new byte[1];

    /// <summary>What the object's content has at most, in bytes.</summary>
    public long MaximumLength { get; } = encryptor is null ? maximumLength : CbcContent.CiphertextLength(maximumLength);

    /// <summary>How much of the object's content has been filled into parts, in bytes.</summary>
    public long Position { get; private set; }

    /// <summary>How much of the content has been read, in bytes.</summary>
    public long PlaintextPosition { get; private set; }

    /// <summary>Whether there is nothing left.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Fills a part.</summary>
    /// <param name="part">Where to.</param>
    /// <param name="partLength">In bytes, a multiple of 16; only the last part comes out shorter.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The part's length and its checksum. Without a cipher the last part may be empty.</returns>
    public async ValueTask<PartContent> ReadAsync(byte[] part, int partLength, CancellationToken cancellationToken)
    {
        partLength = (int)Math.Min(partLength, MaximumLength - Position);
        uint crc = 0;
        var done = 0;
        var filled = 0;
        var reading = ReadStepAsync(part, filled, partLength, cancellationToken);
        while (filled < partLength)
        {
            // A stream may give less than asked for at any time; only 0 is its end.
            var read = await reading.ConfigureAwait(false);
            if (read == 0)
            {
                IsAtEnd = true;
                break;
            }
            filled += read;
            // The next step is read while this one is encrypted.
            reading = ReadStepAsync(part, filled, partLength, cancellationToken);
            var whole = encryptor is null ? filled - done : (filled - done) / CbcContent.BlockLength * CbcContent.BlockLength;
            encryptor?.EncryptBlocks(part, done, whole);
            if (checksum)
                crc = Crc32C.Append(crc, part.AsSpan(done, whole));
            done += whole;
        }
        PlaintextPosition += filled;
        if (encryptor is not null && IsAtEnd)
        {
            encryptor.EncryptTail(part, done, filled - done);
            if (checksum)
                crc = Crc32C.Append(crc, part.AsSpan(done, CbcContent.BlockLength));
            done += CbcContent.BlockLength;
        }
        Position += done;
        if (!IsAtEnd && Position == MaximumLength)
            await ExpectEndAsync(cancellationToken).ConfigureAwait(false);
        return new PartContent(done, checksum ? crc : null);
    }

    ValueTask<int> ReadStepAsync(byte[] part, int offset, int end, CancellationToken cancellationToken) =>
        offset < end ? content.ReadAsync(part.AsMemory(offset, Math.Min(StepLength, end - offset)), cancellationToken) : default;

    async ValueTask ExpectEndAsync(CancellationToken cancellationToken)
    {
        if (await content.ReadAsync(probe.AsMemory(), cancellationToken).ConfigureAwait(false) > 0)
            throw new InvalidOperationException("The content is longer than it was said to be.");
        IsAtEnd = true;
    }
}
