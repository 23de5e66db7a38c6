using System.Runtime.InteropServices;

namespace RedshiftEncryption.Cipher;

/// <summary>Describes the content of a filled part buffer.</summary>
/// <param name="Length">The length in bytes.</param>
/// <param name="Crc32C">The checksum of these bytes; null if it was not requested.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartContent(int Length, uint? Crc32C);
