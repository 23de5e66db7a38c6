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

    /// <summary>The powers of the key, the highest first: the first block of a group has the highest exponent.</summary>
    readonly Vector128<ulong>[] powers = new Vector128<ulong>[BlocksInGroup];

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
            var product = default(Product);
            product.Add(power, key);
            powers[i] = power = product.Reduce();
        }
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
        var exponents = powers.AsSpan(0, BlocksInGroup);
        for (var first = 0; first < blocks.Length; first += BlocksInGroup)
        {
            var product = default(Product);
            product.Add(hash ^ Reversed(blocks[first]), exponents[0]);
            for (var i = 1; i < BlocksInGroup; i++)
                product.Add(Reversed(blocks[first + i]), exponents[i]);
            hash = product.Reduce();
        }
        (low, high) = (hash.GetElement(0), hash.GetElement(1));
        return groups.Length;
    }

    static Vector128<ulong> Reversed(Vector128<byte> block) =>
        Vector128.Shuffle(block, Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).AsUInt64();

    static Vector128<ulong> SwapHalves(Vector128<ulong> value) => Vector128.Shuffle(value, Vector128.Create(1UL, 0UL));

    static Vector128<ulong> MultiplyLows(Vector128<ulong> left, Vector128<ulong> right) =>
        Pclmulqdq.IsSupported
            ? Pclmulqdq.CarrylessMultiply(left, right, 0x00)
            : ArmAes.PolynomialMultiplyWideningLower(left.GetLower(), right.GetLower());

    static Vector128<ulong> MultiplyHighs(Vector128<ulong> left, Vector128<ulong> right) =>
        Pclmulqdq.IsSupported ? Pclmulqdq.CarrylessMultiply(left, right, 0x11) : ArmAes.PolynomialMultiplyWideningUpper(left, right);

    /// <summary>A sum of products of 128 bits each, not yet reduced.</summary>
    [StructLayout(LayoutKind.Auto)]
    struct Product
    {
        Vector128<ulong> lows;
        Vector128<ulong> middles;
        Vector128<ulong> highs;

        public void Add(Vector128<ulong> left, Vector128<ulong> right)
        {
            lows ^= MultiplyLows(left, right);
            highs ^= MultiplyHighs(left, right);
            // Karatsuba: the product of the sums of the halves, which contains the other two.
            middles ^= MultiplyLows(left ^ SwapHalves(left), right ^ SwapHalves(right));
        }

        public readonly Vector128<ulong> Reduce()
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
}
