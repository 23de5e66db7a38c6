using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Sums up the products of blocks and powers of the hash key by PCLMULQDQ or PMULL, which take the same time for any operands.
/// A sum is reduced once.
/// </summary>
/// <remarks>
/// RFC 8452, appendix A: GHASH is POLYVAL of the bytes in reverse order, under the key times x. Its product includes a division
/// by x^128, so that it is reduced from the lower end, by two multiplications.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal struct GHashSum
{
    /// <summary>The upper half of POLYVAL's polynomial: x^127 + x^126 + x^121. Its lower half is 1.</summary>
    public const ulong Polynomial = 0xC200000000000000;

    Vector128<ulong> lows;
    Vector128<ulong> highs;

    /// <summary>Karatsuba: the products of the sums of the halves, which contain the other two.</summary>
    Vector128<ulong> middles;

    /// <summary>Gets whether the processor multiplies without carries.</summary>
    public static bool IsAccelerated => BitConverter.IsLittleEndian && (Pclmulqdq.IsSupported || ArmAes.IsSupported);

    /// <summary>Adds a product.</summary>
    /// <param name="block">The block, from <see cref="Reverse"/>.</param>
    /// <param name="power">The power of the key.</param>
    /// <param name="halves">The power, from <see cref="AddHalves"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<ulong> block, Vector128<ulong> power, Vector128<ulong> halves)
    {
        lows ^= MultiplyLows(block, power);
        highs ^= MultiplyHighs(block, power);
        middles ^= MultiplyLows(AddHalves(block), halves);
    }

    /// <summary>Returns the sum modulo the polynomial.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<ulong> Reduce()
    {
        var polynomial = Vector128.Create(Polynomial, 0UL);
        var middle = middles ^ lows ^ highs ^ SwapHalves(lows) ^ MultiplyLows(lows, polynomial);
        return highs ^ SwapHalves(middle) ^ MultiplyLows(middle, polynomial);
    }

    /// <summary>Reverses the bytes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Reverse(Vector128<byte> block) =>
        Vector128.Shuffle(block, Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)).AsUInt64();

    /// <summary>Adds the halves of a value, into both halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> AddHalves(Vector128<ulong> value) => value ^ SwapHalves(value);

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
}
