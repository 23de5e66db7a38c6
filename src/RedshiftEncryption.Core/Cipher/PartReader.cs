using RedshiftEncryption.Integrity;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Reads a content once, from front to back, and fills part buffers with the content of the object: the ciphertext, or the
/// plaintext if there is no cipher. A filled part does not change, so that a retry sends the same bytes. Not thread-safe.
/// </summary>
/// <param name="content">The content, read from its current position to its end. It need not support seeking.</param>
/// <param name="maximumLength">The maximum length of the content in bytes; it may be shorter.</param>
/// <param name="encryptor">Encrypts the content; null for no encryption.</param>
/// <param name="checksum">Whether to compute the CRC-32C of each part, while it is in the processor's cache.</param>
internal sealed class PartReader(Stream content, long maximumLength, CbcEncryptor? encryptor, bool checksum = false)
{
    /// <summary>
    /// The number of bytes that are read, encrypted and checksummed in one step: small enough for the processor's cache,
    /// large enough for few calls, and a multiple of 16.
    /// </summary>
    const int StepLength = 512 * 1024;

    readonly byte[] probe = new byte[1];

    /// <summary>Gets the maximum length of the object's content in bytes.</summary>
    public long MaximumLength { get; } = encryptor is null ? maximumLength : CbcContent.CiphertextLength(maximumLength);

    /// <summary>Gets the number of bytes filled into parts so far.</summary>
    public long Position { get; private set; }

    /// <summary>Gets the number of bytes read from the content so far.</summary>
    public long PlaintextPosition { get; private set; }

    /// <summary>Gets whether the end of the content was reached.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Fills a part.</summary>
    /// <param name="part">The buffer to fill.</param>
    /// <param name="partLength">The length in bytes, a multiple of 16. Only the last part is shorter.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The part's length and checksum. Without a cipher, the last part may be empty.</returns>
    public async ValueTask<PartContent> ReadAsync(byte[] part, int partLength, CancellationToken cancellationToken)
    {
        partLength = (int)Math.Min(partLength, MaximumLength - Position);
        uint crc = 0;
        var done = 0;
        var filled = 0;
        var reading = ReadStepAsync(part, filled, partLength, cancellationToken);
        while (filled < partLength)
        {
            // A stream may return fewer bytes than requested at any time; only 0 means its end.
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
