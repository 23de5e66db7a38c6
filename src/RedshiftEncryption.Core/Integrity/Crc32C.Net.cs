using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace RedshiftEncryption.Integrity;

internal static partial class Crc32C
{
    /// <summary>Extends the register, the inverted checksum, with the processor's instruction if it has one.</summary>
    static uint Extend(uint register, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            register = BitOperations.Crc32C(register, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var value in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
            register = BitOperations.Crc32C(register, value);
        return register;
    }
}
