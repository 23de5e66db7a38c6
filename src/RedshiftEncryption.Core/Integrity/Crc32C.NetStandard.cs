namespace RedshiftEncryption.Integrity;

internal static partial class Crc32C
{
    static readonly uint[] Table = MakeTable();

    /// <summary>Extends the register, the inverted checksum, with a table.</summary>
    static uint Extend(uint register, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            register = Table[(byte)(register ^ value)] ^ (register >> 8);
        return register;
    }

    static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 1 ? (value >> 1) ^ Polynomial : value >> 1;
            table[i] = value;
        }
        return table;
    }
}
