using RedshiftEncryption.Cipher;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>Provides a content in memory as one part.</summary>
/// <param name="content">The content.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="checksums">Whether the part includes its checksum.</param>
internal sealed class InMemoryPartSource(byte[] content, BufferPool buffers, bool checksums) : IPartSource
{
    public bool IsAtEnd { get; private set; }

    public ContentChecksum Checksum { get; } = default(ContentChecksum).With(Crc32C.Append(0, content), content.Length);

    public async Task<FilledPart> NextAsync(CancellationToken cancellationToken)
    {
        var buffer = await buffers.RentAsync(content.Length, cancellationToken).ConfigureAwait(false);
        content.CopyTo(buffer.Bytes, 0);
        IsAtEnd = true;
        return new FilledPart(buffer, new PartContent(content.Length, checksums ? Checksum.Crc32C : null));
    }

    public ObjectWrite Describe(ObjectWrite write) => write;

    public void ThrowIfChanged()
    {
        // The content is in memory.
    }
}
