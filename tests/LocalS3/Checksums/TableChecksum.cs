using System.Buffers.Binary;

namespace LocalS3;

/// <summary>
/// A reflected CRC of up to 64 bits that starts and ends inverted, as CRC-32 and CRC-64/NVME do. Eight tables take
/// eight bytes a step: with one table a 40 MiB object would take longer to check than to receive.
/// </summary>
sealed class TableChecksum(ulong[] tables, int lengthInBytes) : RunningChecksum
{
    const int TableLength = 256;
    const int Stride = sizeof(ulong);

    readonly ulong mask = ulong.MaxValue >> (64 - 8 * lengthInBytes);
    ulong crc = ulong.MaxValue >> (64 - 8 * lengthInBytes);

    /// <summary>Table k holds what a byte does to the CRC when k more bytes follow it.</summary>
    public static ulong[] CreateTables(ulong reflectedPolynomial)
    {
        var tables = new ulong[Stride * TableLength];
        for (var value = 0; value < TableLength; value++)
        {
            var entry = (ulong)value;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ reflectedPolynomial;
            tables[value] = entry;
        }
        for (var i = TableLength; i < tables.Length; i++)
            tables[i] = (tables[i - TableLength] >> 8) ^ tables[(byte)tables[i - TableLength]];
        return tables;
    }

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        var running = crc;
        for (; bytes.Length >= Stride; bytes = bytes[Stride..])
        {
            var word = running ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            running =
                tables[7 * TableLength + (byte)word]
                ^ tables[6 * TableLength + (byte)(word >> 8)]
                ^ tables[5 * TableLength + (byte)(word >> 16)]
                ^ tables[4 * TableLength + (byte)(word >> 24)]
                ^ tables[3 * TableLength + (byte)(word >> 32)]
                ^ tables[2 * TableLength + (byte)(word >> 40)]
                ^ tables[TableLength + (byte)(word >> 48)]
                ^ tables[(byte)(word >> 56)];
        }
        foreach (var value in bytes)
            running = (running >> 8) ^ tables[(byte)(running ^ value)];
        crc = running;
    }

    public override byte[] Finish()
    {
        var digest = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(digest, ~crc & mask);
        return digest[(sizeof(ulong) - lengthInBytes)..];
    }

    public override void Dispose() { }
}
