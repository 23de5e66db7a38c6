using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>Provides the parts of a source file, which are compressed and encrypted as they are read.</summary>
/// <param name="file">The source file.</param>
/// <param name="reader">The reader of the source file.</param>
/// <param name="envelope">The envelope, with the length of the plaintext if it is known in advance; null without
/// client-side encryption.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="partSize">The part size in bytes.</param>
internal sealed class EncryptingPartSource(SourceFile file, PartReader reader, ContentEnvelope? envelope, BufferPool buffers, int partSize)
    : IPartSource
{
    public bool IsAtEnd => reader.IsAtEnd;

    public async Task<FilledPart> NextAsync(CancellationToken cancellationToken)
    {
        var buffer = await buffers
            .RentAsync((int)Math.Min(partSize, reader.MaximumLength - reader.Position), cancellationToken, isFilledHere: true)
            .ConfigureAwait(false);
        try
        {
            var content = await reader.ReadAsync(buffer.Bytes, buffer.Length, cancellationToken).ConfigureAwait(false);
            buffer.MarkFilled();
            return new FilledPart(buffer, content);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Completes the description; the compressed length is known only at the end.</summary>
    public ObjectWrite Describe(ObjectWrite write) =>
        envelope is null
            ? write
            : write with
            {
                Metadata = StorageOptions.Merged(
                    write.Metadata,
                    (reader.IsAtEnd ? envelope.WithLength(reader.PlaintextPosition) : envelope).ToMetadata(),
                    StringComparer.OrdinalIgnoreCase
                ),
            };

    public void ThrowIfChanged() => file.ThrowIfChanged();
}
