using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
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

    /// <summary>Adds the products of two blocks and their powers.</summary>
    /// <param name="first">The first block, from <see cref="Reverse"/>.</param>
    /// <param name="second">The second block.</param>
    /// <param name="firstPower">The power of the key for the first block.</param>
    /// <param name="secondPower">The power for the second block.</param>
    /// <param name="halves">Both powers, from <see cref="AddHalves"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(
        Vector128<ulong> first,
        Vector128<ulong> second,
        Vector128<ulong> firstPower,
        Vector128<ulong> secondPower,
        Vector128<ulong> halves
    )
    {
        var sums = AddHalves(first, second);
        // AVX-512 adds three terms by one instruction.
        lows = lows ^ MultiplyLows(first, firstPower) ^ MultiplyLows(second, secondPower);
        highs = highs ^ MultiplyHighs(first, firstPower) ^ MultiplyHighs(second, secondPower);
        middles = middles ^ MultiplyLows(sums, halves) ^ MultiplyHighs(sums, halves);
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

    /// <summary>Returns the sum of the halves of a value in the lower half, and that of another value in the upper one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> AddHalves(Vector128<ulong> first, Vector128<ulong> second) =>
        Sse2.IsSupported
            ? Sse2.UnpackLow(first, second) ^ Sse2.UnpackHigh(first, second)
            : AdvSimd.Arm64.ZipLow(first, second) ^ AdvSimd.Arm64.ZipHigh(first, second);

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
