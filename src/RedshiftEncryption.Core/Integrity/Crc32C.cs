using System.Buffers.Binary;
#if NET
using System.Runtime.InteropServices;
#endif

namespace RedshiftEncryption.Integrity;

/// <summary>
/// CRC-32C (Castagnoli), one of the checksums that S3 verifies: computed once a byte with the processor's own instruction
/// where there is one, and combined for a whole object from those of its parts.
/// </summary>
/// <remarks>Values are finished ones (inverted), as S3 has them. Polynomial 0x1EDC6F41, reflected 0x82F63B78.</remarks>
internal static class Crc32C
{
    const uint Polynomial = 0x82F63B78;

#if !NET
    static readonly uint[] Table = MakeTable();
#endif

    /// <summary>The checksum of what has been seen so far and some more bytes.</summary>
    /// <param name="crc">The checksum so far; 0 for nothing.</param>
    /// <param name="bytes">What comes next.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var state = ~crc;
#if NET
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            state = System.Numerics.BitOperations.Crc32C(
                state,
                BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word)
            );
        foreach (var value in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..])
            state = System.Numerics.BitOperations.Crc32C(state, value);
#else
        foreach (var value in bytes)
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
#endif
        return ~state;
    }

    /// <summary>The checksum of two contents one after the other, from the checksum of each.</summary>
    /// <param name="first">Of the first.</param>
    /// <param name="second">Of the second.</param>
    /// <param name="secondLength">The second's length in bytes.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // The first one's remainder moves on by the second one's length: it is multiplied by x^(8 * length) modulo the polynomial.
        var power = 0x80000000u;
        var factor = 0x00800000u;
        for (var length = secondLength; length > 0; length >>= 1)
        {
            if ((length & 1) == 1)
                power = Multiply(power, factor);
            factor = Multiply(factor, factor);
        }
        return Multiply(first, power) ^ second;
    }

    /// <summary>Reads what S3 writes.</summary>
    /// <returns>Null where there is none, or not the checksum of a whole content: one of parts has their number behind it.</returns>
    public static uint? Parse(string? text)
    {
        if (text is not { Length: 8 })
            return null;
        try
        {
            return BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>As S3 writes it: base64 of the four bytes, the most significant one first.</summary>
    public static string Format(uint crc)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>The product of two reflected polynomials modulo the polynomial; bit 31 is x^0.</summary>
    static uint Multiply(uint left, uint right)
    {
        uint product = 0;
        for (var bit = 0x80000000u; bit != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
                product ^= right;
            right = (right & 1) == 1 ? (right >> 1) ^ Polynomial : right >> 1;
        }
        return product;
    }

#if !NET
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
#endif
}
