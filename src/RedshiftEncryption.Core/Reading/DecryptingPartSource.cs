using RedshiftEncryption.Cipher;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>Provides an encrypted object's plaintext, part by part, in the buffers that it was read into.</summary>
/// <param name="chunks">The plaintext.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="checksums">Whether parts include their checksum.</param>
internal sealed class DecryptingPartSource(PlaintextChunks chunks, BufferPool buffers, bool checksums) : IPartSource
{
    public bool IsAtEnd => chunks.IsAtEnd;

    /// <summary>Gets the checksum of all parts so far.</summary>
    public ContentChecksum Checksum { get; private set; }

    public async Task<FilledPart> NextAsync(CancellationToken cancellationToken)
    {
        if (await chunks.NextAsync(cancellationToken).ConfigureAwait(false) is not { } chunk)
            return new FilledPart(
                await buffers.RentAsync(0, cancellationToken).ConfigureAwait(false),
                new PartContent(0, checksums ? 0 : null)
            );
        var crc = Crc32C.Append(0, chunk.Bytes.AsSpan());
        Checksum = Checksum.With(crc, chunk.Content.Length);
        return chunk with { Content = new PartContent(chunk.Content.Length, checksums ? crc : null) };
    }

    public ObjectWrite Describe(ObjectWrite write) => write;

    public void ThrowIfChanged()
    {
        // A range of another object than the first one's cannot be read.
    }
}
