using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LocalS3;

/// <summary>CRC-32C by the processor's own instruction.</summary>
sealed class Crc32CChecksum : RunningChecksum
{
    uint crc = uint.MaxValue;

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        foreach (var value in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, value);
    }

    public override byte[] Finish()
    {
        var digest = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(digest, ~crc);
        return digest;
    }

    public override void Dispose() { }
}
