using System.Buffers.Binary;

namespace RedshiftEncryption.Integrity;

/// <summary>
/// Computes CRC-32C (Castagnoli), one of the checksums that S3 verifies. Each byte is processed once, with the
/// processor's instruction if available; the checksum of an object is combined from those of its parts.
/// </summary>
/// <remarks>Values are final ones (inverted), as in S3. Polynomial 0x1EDC6F41, reflected 0x82F63B78.</remarks>
internal static partial class Crc32C
{
    const uint Polynomial = 0x82F63B78;

    /// <summary>Extends a checksum by more bytes.</summary>
    /// <param name="crc">The checksum so far; 0 for nothing.</param>
    /// <param name="bytes">The next bytes.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes) => ~Extend(~crc, bytes);

    /// <summary>Combines the checksums of two contents into that of their concatenation.</summary>
    /// <param name="first">The checksum of the first content.</param>
    /// <param name="second">The checksum of the second content.</param>
    /// <param name="secondLength">The length of the second content in bytes.</param>
    public static uint Combine(uint first, uint second, long secondLength)
    {
        // Shift the first remainder by the second length: multiply it by x^(8 * length) modulo the polynomial.
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

    /// <summary>Parses a checksum from S3.</summary>
    /// <returns>
    /// Null if there is none, or if it is not the checksum of a whole content: a checksum of parts ends with their
    /// number.
    /// </returns>
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

    /// <summary>Formats a checksum as in S3: base64 of the four bytes, the most significant one first.</summary>
    public static string Format(uint crc)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Multiplies two reflected polynomials modulo the polynomial; bit 31 is x^0.</summary>
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
}
