using System.Runtime.InteropServices;

namespace RedshiftEncryption.Integrity;

/// <summary>A content's CRC-32C and its length, added up piece by piece.</summary>
/// <param name="Crc32C">Of all pieces.</param>
/// <param name="Length">In bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentChecksum(uint Crc32C, long Length)
{
    /// <param name="crc">The next piece's.</param>
    /// <param name="length">In bytes.</param>
    public ContentChecksum With(uint crc, long length) =>
        new(Length == 0 ? crc : Integrity.Crc32C.Combine(Crc32C, crc, length), Length + length);
}
