using RedshiftEncryption.Streams;
using ZstdSharp;

namespace RedshiftEncryption.Compression;

/// <summary>
/// Decompresses a zstd stream, and translates the library's exceptions for damaged data into the type that Core
/// expects.
/// </summary>
internal sealed class ZstdContent(DecompressionStream unpacked) : ForwardOnlyStream
{
    protected override async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ZstdException or EndOfStreamException)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unpacked.Dispose();
        base.Dispose(disposing);
    }
}
