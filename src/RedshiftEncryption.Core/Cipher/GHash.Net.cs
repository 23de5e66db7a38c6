using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace RedshiftEncryption.Cipher;

/// <content>
/// Hashes groups of blocks by PCLMULQDQ or PMULL. The products of a group are added up before they are reduced, which takes
/// the powers of the key.
/// </content>
/// <remarks>
/// RFC 8452, appendix A: GHASH is POLYVAL of the bytes in reverse order, under the key times x. Its product includes a division
/// by x^128, so that it is reduced from the lower end, by two multiplications.
/// </remarks>
internal sealed partial class GHash
{
    const int BlocksInGroup = 8;
    const int GroupLength = BlocksInGroup * BlockLength;

    /// <summary>The upper half of POLYVAL's polynomial: x^127 + x^126 + x^121. Its lower half is 1.</summary>
    const ulong Polynomial = 0xC200000000000000;

    /// <summary>
    /// The powers of the key, the highest first: the first block of a group has the highest exponent. After them, the sums of
    /// the halves of each.
    /// </summary>
    readonly Vector128<ulong>[] powers = new Vector128<ulong>[2 * BlocksInGroup];

    /// <summary>Gets whether the processor multiplies without carries.</summary>
    public static bool IsAccelerated => BitConverter.IsLittleEndian && (Pclmulqdq.IsSupported || ArmAes.IsSupported);

    void PrepareGroups()
    {
        if (!IsAccelerated)
            return;
        // The key times x: shifted by one, and reduced by the polynomial if a bit is lost.
        var lost = (ulong)((long)keyHigh >> 63);
        var key = Vector128.Create((keyLow << 1) ^ (lost & 1), ((keyHigh << 1) | (keyLow >> 63)) ^ (lost & Polynomial));
        var power = key;
        powers[BlocksInGroup - 1] = key;
        for (var i = BlocksInGroup - 2; i >= 0; i--)
        {
            powers[i] = power = Reduced(
                MultiplyLows(power, key),
                MultiplyLows(power ^ SwapHalves(power), key ^ SwapHalves(key)),
                MultiplyHighs(power, key)
            );
        }
        for (var i = 0; i < BlocksInGroup; i++)
            powers[BlocksInGroup + i] = powers[i] ^ SwapHalves(powers[i]);
    }

    void ForgetGroups() => Array.Clear(powers);

    /// <returns>The number of bytes hashed, of whole groups.</returns>
    int AppendGroups(ReadOnlySpan<byte> bytes)
    {
        if (!IsAccelerated || bytes.Length < GroupLength)
            return 0;
        var groups = bytes.Slice(0, bytes.Length - bytes.Length % GroupLength);
        var blocks = MemoryMarshal.Cast<byte, Vector128<byte>>(groups);
        var hash = Vector128.Create(low, high);
        ref var power = ref MemoryMarshal.GetArrayDataReference(powers);
        ref var group = ref MemoryMarshal.GetReference(blocks);
        for (var first = 0; first < blocks.Length; first += BlocksInGroup)
        {
            // Locals, which stay in registers.
            var block = hash ^ Reversed(Unsafe.Add(ref group, first));
            var lows = MultiplyLows(block, power);
            var highs = MultiplyHighs(block, power);
            var middles = MultiplyLows(block ^ SwapHalves(block), Unsafe.Add(ref power, BlocksInGroup));
            for (var i = 1; i < BlocksInGroup; i++)
            {
                block = Reversed(Unsafe.Add(ref group, first + i));
                lows ^= MultiplyLows(block, Unsafe.Add(ref power, i));
                highs ^= MultiplyHighs(block, Unsafe.Add(ref power, i));
                middles ^= MultiplyLows(block ^ SwapHalves(block), Unsafe.Add(ref power, BlocksInGroup + i));
            }
            hash = Reduced(lows, middles, highs);
        }
        (low, high) = (hash.GetElement(0), hash.GetElement(1));
        return groups.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> Reversed(Vector128<byte> block) =>
        Vector128.Shuffle(block, Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> SwapHalves(Vector128<ulong> value) => Vector128.Shuffle(value, Vector128.Create(1UL, 0UL));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> MultiplyLows(Vector128<ulong> left, Vector128<ulong> right) =>
        Pclmulqdq.IsSupported
            ? Pclmulqdq.CarrylessMultiply(left, right, 0x00)
            : ArmAes.PolynomialMultiplyWideningLower(left.GetLower(), right.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> MultiplyHighs(Vector128<ulong> left, Vector128<ulong> right) =>
        Pclmulqdq.IsSupported ? Pclmulqdq.CarrylessMultiply(left, right, 0x11) : ArmAes.PolynomialMultiplyWideningUpper(left, right);

    /// <summary>Reduces a sum of products.</summary>
    /// <param name="lows">The products of the lower halves.</param>
    /// <param name="middles">Karatsuba: the products of the sums of the halves, which contain the other two.</param>
    /// <param name="highs">The products of the upper halves.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> Reduced(Vector128<ulong> lows, Vector128<ulong> middles, Vector128<ulong> highs)
    {
        var middle = middles ^ lows ^ highs;
        var lower = lows ^ Vector128.Create(0UL, middle.GetElement(0));
        var upper = highs ^ Vector128.Create(middle.GetElement(1), 0UL);
        var polynomial = Vector128.Create(Polynomial, 0UL);
        lower = SwapHalves(lower) ^ MultiplyLows(lower, polynomial);
        lower = SwapHalves(lower) ^ MultiplyLows(lower, polynomial);
        return upper ^ lower;
    }
}
