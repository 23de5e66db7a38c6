using System.IO.Compression;

namespace RedshiftEncryption.Compression;

/// <summary>
/// Writes one gzip member, also for empty content: .NET alone would write none, which gzip refuses to decompress.
/// </summary>
internal sealed class GzipContent(Stream destination, System.IO.Compression.CompressionLevel level)
    : GZipStream(destination, level, leaveOpen: true)
{
    bool isWritten;

    /// <summary>An empty member: header, one empty block, checksum and length.</summary>
    static byte[] EmptyMember => [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0x03, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public override void Write(byte[] array, int offset, int count)
    {
        isWritten |= count > 0;
        base.Write(array, offset, count);
    }

    protected override void Dispose(bool disposing)
    {
        var inner = BaseStream;
        base.Dispose(disposing);
        if (!disposing || isWritten)
            return;
        isWritten = true;
        inner.Write(EmptyMember, 0, EmptyMember.Length);
    }
}
