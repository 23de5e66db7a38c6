using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Computes the hash of GCM: a polynomial over GF(2^128) in the hash key. It uses the processor's carry-less multiplication
/// for many blocks at a time, and otherwise only multiplications of integers. Tables and branches could reveal secrets by the
/// time that they take. Not thread-safe.
/// </summary>
/// <remarks>NIST SP 800-38D, section 6.4. Bits are numbered from the most significant one of the first byte.</remarks>
internal sealed partial class GHash : IDisposable
{
    const int BlockLength = CbcContent.BlockLength;

    readonly byte[] partial = new byte[BlockLength];
    ulong keyHigh;
    ulong keyLow;
    ulong keyHighReversed;
    ulong keyLowReversed;
    ulong high;
    ulong low;
    int pending;

    /// <param name="hashKey">The encryption of a block of zeros, 16 bytes.</param>
    public GHash(ReadOnlySpan<byte> hashKey)
    {
        keyHigh = BinaryPrimitives.ReadUInt64BigEndian(hashKey);
        keyLow = BinaryPrimitives.ReadUInt64BigEndian(hashKey.Slice(8));
        keyHighReversed = Reverse(keyHigh);
        keyLowReversed = Reverse(keyLow);
    }

    /// <summary>Multiplies a value by another one in GF(2^128).</summary>
    /// <param name="value">The value, 16 bytes, which is overwritten by the product.</param>
    /// <param name="factor">The factor, 16 bytes.</param>
    public static void Multiply(Span<byte> value, ReadOnlySpan<byte> factor)
    {
        // The hash of a single block.
        using var hash = new GHash(factor);
        hash.AppendBlock(value);
        hash.CopyTo(value);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (pending > 0)
        {
            var step = Math.Min(bytes.Length, BlockLength - pending);
            bytes.Slice(0, step).CopyTo(partial.AsSpan(pending));
            pending += step;
            bytes = bytes.Slice(step);
            if (pending < BlockLength)
                return;
            pending = 0;
            AppendBlock(partial);
        }
        bytes = bytes.Slice(AppendGroups(bytes));
        while (bytes.Length >= BlockLength)
        {
            AppendBlock(bytes);
            bytes = bytes.Slice(BlockLength);
        }
        bytes.CopyTo(partial);
        pending = bytes.Length;
    }

    /// <summary>Pads the last block with zeros.</summary>
    public void Pad()
    {
        if (pending == 0)
            return;
        partial.AsSpan(pending).Clear();
        pending = 0;
        AppendBlock(partial);
    }

    /// <param name="target">Receives the hash, 16 bytes.</param>
    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, high);
        BinaryPrimitives.WriteUInt64BigEndian(target.Slice(8), low);
    }

    public void Dispose()
    {
        (keyHigh, keyLow, keyHighReversed, keyLowReversed, high, low) = (0, 0, 0, 0, 0, 0);
        CryptographicOperations.ZeroMemory(partial);
        ForgetPowers();
    }

    void AppendBlock(ReadOnlySpan<byte> block)
    {
        var valueHigh = high ^ BinaryPrimitives.ReadUInt64BigEndian(block);
        var valueLow = low ^ BinaryPrimitives.ReadUInt64BigEndian(block.Slice(8));
        var valueHighReversed = Reverse(valueHigh);
        var valueLowReversed = Reverse(valueLow);

        // Karatsuba: three products of halves. The upper half of a product is the reversed lower half of the reversed product.
        var lows = Multiply(valueLow, keyLow);
        var highs = Multiply(valueHigh, keyHigh);
        var middle = Multiply(valueLow ^ valueHigh, keyLow ^ keyHigh) ^ lows ^ highs;
        var lowsUpper = Multiply(valueLowReversed, keyLowReversed);
        var highsUpper = Multiply(valueHighReversed, keyHighReversed);
        var middleUpper = Multiply(valueLowReversed ^ valueHighReversed, keyLowReversed ^ keyHighReversed) ^ lowsUpper ^ highsUpper;
        lowsUpper = Reverse(lowsUpper) >> 1;
        highsUpper = Reverse(highsUpper) >> 1;
        middleUpper = Reverse(middleUpper) >> 1;

        // 255 bits, shifted by one: GCM numbers bits in the opposite direction.
        var (v0, v1, v2, v3) = (lows, lowsUpper ^ middle, highs ^ middleUpper, highsUpper);
        v3 = (v3 << 1) | (v2 >> 63);
        v2 = (v2 << 1) | (v1 >> 63);
        v1 = (v1 << 1) | (v0 >> 63);
        v0 <<= 1;

        // Modulo x^128 + x^7 + x^2 + x + 1.
        v2 ^= v0 ^ (v0 >> 1) ^ (v0 >> 2) ^ (v0 >> 7);
        v1 ^= (v0 << 63) ^ (v0 << 62) ^ (v0 << 57);
        v3 ^= v1 ^ (v1 >> 1) ^ (v1 >> 2) ^ (v1 >> 7);
        v2 ^= (v1 << 63) ^ (v1 << 62) ^ (v1 << 57);
        (high, low) = (v3, v2);
    }

    /// <summary>
    /// Returns the lower 64 bits of a carry-less product. It multiplies every fourth bit at a time, so that carries fall into
    /// the gaps.
    /// </summary>
    static ulong Multiply(ulong left, ulong right)
    {
        const ulong First = 0x1111111111111111;
        const ulong Second = First << 1;
        const ulong Third = First << 2;
        const ulong Fourth = First << 3;
        var (l0, l1, l2, l3) = (left & First, left & Second, left & Third, left & Fourth);
        var (r0, r1, r2, r3) = (right & First, right & Second, right & Third, right & Fourth);
        return (((l0 * r0) ^ (l1 * r3) ^ (l2 * r2) ^ (l3 * r1)) & First)
            | (((l0 * r1) ^ (l1 * r0) ^ (l2 * r3) ^ (l3 * r2)) & Second)
            | (((l0 * r2) ^ (l1 * r1) ^ (l2 * r0) ^ (l3 * r3)) & Third)
            | (((l0 * r3) ^ (l1 * r2) ^ (l2 * r1) ^ (l3 * r0)) & Fourth);
    }

    static ulong Reverse(ulong value)
    {
        value = ((value & 0x5555555555555555) << 1) | ((value >> 1) & 0x5555555555555555);
        value = ((value & 0x3333333333333333) << 2) | ((value >> 2) & 0x3333333333333333);
        value = ((value & 0x0F0F0F0F0F0F0F0F) << 4) | ((value >> 4) & 0x0F0F0F0F0F0F0F0F);
        return BinaryPrimitives.ReverseEndianness(value);
    }
}
