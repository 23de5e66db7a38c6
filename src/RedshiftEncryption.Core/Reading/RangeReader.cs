using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Reading;

/// <summary>Reads one range of an object from front to back and decrypts it. Not thread-safe.</summary>
/// <param name="content">The object.</param>
/// <param name="range">Begins and ends on blocks of the cipher, or at the object's end.</param>
/// <param name="envelope">Null where the content is not client-side encrypted.</param>
/// <param name="dataKey">The envelope's, opened.</param>
internal sealed class RangeReader(RangedContent content, ContentRange range, ContentEnvelope? envelope, DataKey? dataKey) : IDisposable
{
    readonly long end = range.Start + range.Length;
    readonly byte[] lead = envelope is null || range.Start == 0 ? [] : new byte[CbcContent.BlockLength];
    long position = range.Start - (envelope is null || range.Start == 0 ? 0 : CbcContent.BlockLength);
    ObjectContent? opened;
    CbcDecryptor? decryptor;

    /// <summary>Reads and decrypts the next bytes.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="count">In bytes: whole blocks, or what is left of the range.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The plaintext's length: less than the count at the object's end alone, where the padding is.</returns>
    /// <exception cref="DamagedContentException">The padding is damaged, or the plaintext has another length than the
    /// envelope states.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read, or is another by now.</exception>
    public async ValueTask<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (envelope is not null && decryptor is null)
        {
            // CBC needs the block before.
            await FillAsync(lead, cancellationToken).ConfigureAwait(false);
            decryptor = new CbcDecryptor(dataKey!, lead.Length > 0 ? lead : envelope.InitializationVector);
        }
        await FillAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
        decryptor?.DecryptBlocks(buffer, offset, count);
        if (decryptor is null || position < content.ObjectLength || count == 0)
            return count;
        if (
            !CbcDecryptor.TryGetPaddingLength(
                buffer.AsSpan(offset + count - CbcContent.BlockLength, CbcContent.BlockLength),
                out var padding
            )
        )
            throw new DamagedContentException($"The padding of {content.Address} is damaged.");
        // Every reader of an object's end passes here, so that no other has to count.
        return envelope!.UnencryptedLength is { } stated && stated != content.ObjectLength - padding
            ? throw new DamagedContentException(
                $"The content of {content.Address} is damaged: its envelope states a plaintext of {stated} bytes, and it has {content.ObjectLength - padding}."
            )
            : count - padding;
    }

    public void Dispose()
    {
        opened?.Dispose();
        decryptor?.Dispose();
    }

    async ValueTask FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (var filled = 0; filled < buffer.Length; )
        {
            opened ??= await content.OpenAsync(new ContentRange(position, end - position), cancellationToken).ConfigureAwait(false);
            var read = await opened.Body.ReadAsync(buffer.Slice(filled), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw content.EndedEarly();
            filled += read;
            position += read;
        }
    }
}
