using RedshiftEncryption.Streams;
using ZstdSharp;

namespace RedshiftEncryption.Compression;

/// <summary>What a zstd stream holds, with damage told as Core expects it: the library's own exceptions are known to it alone.</summary>
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
