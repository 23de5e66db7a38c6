using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>A source file's parts: compressed and encrypted as they are read.</summary>
/// <param name="file">The source.</param>
/// <param name="reader">Reads it.</param>
/// <param name="envelope">Null without client-side encryption; with the plaintext's length, where it is known beforehand.</param>
/// <param name="buffers">The command's.</param>
/// <param name="partSize">In bytes.</param>
internal sealed class EncryptedParts(SourceFile file, PartReader reader, ContentEnvelope? envelope, PartBuffers buffers, int partSize)
    : IPartSource
{
    public bool IsAtEnd => reader.IsAtEnd;

    public async Task<FilledPart> NextAsync(CancellationToken cancellationToken)
    {
        var buffer = await buffers
            .RentAsync((int)Math.Min(partSize, reader.MaximumLength - reader.Position), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return new FilledPart(
                buffer,
                await reader.ReadAsync(buffer.Bytes, buffer.Bytes.Length, cancellationToken).ConfigureAwait(false)
            );
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>What compression leaves is known at its end alone.</summary>
    public ObjectWrite Describe(ObjectWrite write) =>
        envelope is null
            ? write
            : write with
            {
                Metadata = (reader.IsAtEnd ? envelope.WithLength(reader.PlaintextPosition) : envelope).ToMetadata(),
            };

    public void ThrowIfChanged() => file.ThrowIfChanged();
}
