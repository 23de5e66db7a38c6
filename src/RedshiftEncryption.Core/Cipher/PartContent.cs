using System.Runtime.InteropServices;

namespace RedshiftEncryption.Cipher;

/// <summary>What a part buffer has been filled with.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Crc32C">Of these bytes, where it was asked for.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartContent(int Length, uint? Crc32C);
