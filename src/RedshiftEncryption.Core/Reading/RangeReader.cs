using RedshiftEncryption.Cipher;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Reading;

/// <summary>
/// Reads one range of an object from front to back, and decrypts it. Not thread-safe.
/// </summary>
/// <param name="opened">The object, unlocked.</param>
/// <param name="range">A range that begins and ends on blocks of the cipher, or at the end of the content.</param>
/// <param name="check">Receives the range when it was read to its end; null if the content is not checked.</param>
internal sealed class RangeReader(OpenedObject opened, ContentRange range, IContentCheck? check = null) : IDisposable
{
    readonly long end = range.Start + range.Length;
    readonly IContentDecryptor? content = opened.Decryptor;
    long position = range.Start;
    ObjectContent? body;
    IRangeDecryptor? decryptor;

    /// <summary>Reads and decrypts the next bytes.</summary>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="offset">The offset in the buffer.</param>
    /// <param name="count">The number of bytes: whole blocks, or the rest of the range.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The length of the plaintext: less than the count only at the end of the object, where the padding is.</returns>
    /// <exception cref="DamagedContentException">The padding is damaged, or the plaintext does not have the length that the
    /// envelope states.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read, or has been overwritten.</exception>
    public async ValueTask<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (content is not null && decryptor is null)
        {
            var lead = new byte[range.Start == 0 ? 0 : content.LeadLength];
            position -= lead.Length;
            await FillAsync(lead, cancellationToken).ConfigureAwait(false);
            decryptor = content.OpenRange(range.Start, lead);
        }
        await FillAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
        decryptor?.Decrypt(buffer, offset, count);
        if (position == end && decryptor is not null)
            check?.Add(decryptor, range.Start, range.Length);
        if (decryptor is null || position < opened.Content.ObjectLength || count == 0)
            return count;
        if (!decryptor.TryGetPadding(buffer.AsSpan(offset, count), out var padding))
            throw new DamagedContentException($"The content of {opened.Content.Address} is damaged: its padding is not valid.");
        // Every read of an object's end passes here, so no caller has to check the length.
        var length = opened.Content.ObjectLength - padding;
        return opened.Reading.Envelope!.UnencryptedLength is { } stated && stated != length
            ? throw new DamagedContentException(
                $"The content of {opened.Content.Address} is damaged: its envelope states a plaintext of {stated} bytes, "
                    + $"and it has {length}."
            )
            : count - padding;
    }

    public void Dispose()
    {
        body?.Dispose();
        decryptor?.Dispose();
    }

    async ValueTask FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < buffer.Length; )
        {
            body ??= await opened.Content.OpenAsync(new ContentRange(position, end - position), cancellationToken).ConfigureAwait(false);
            var read = await body.Body.ReadAsync(buffer.Slice(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw opened.Content.EndedEarly();
            filled += read;
            position += read;
        }
    }
}
