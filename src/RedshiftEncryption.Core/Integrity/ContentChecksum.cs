using System.Runtime.InteropServices;

namespace RedshiftEncryption.Integrity;

/// <summary>Represents the CRC-32C and the length of a content, accumulated piece by piece.</summary>
/// <param name="Crc32C">The checksum of all pieces.</param>
/// <param name="Length">The length in bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentChecksum(uint Crc32C, long Length)
{
    /// <param name="crc">The checksum of the next piece.</param>
    /// <param name="length">The length of the next piece in bytes.</param>
    public ContentChecksum With(uint crc, long length) =>
        new(Length == 0 ? crc : Integrity.Crc32C.Combine(Crc32C, crc, length), Length + length);
}
