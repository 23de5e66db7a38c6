using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <content>
/// Hashes groups of blocks by the processor's instructions. The products of a group are added up before they are reduced, which
/// takes the powers of the key.
/// </content>
internal sealed partial class GHash
{
    /// <summary>The number of blocks in a group.</summary>
    public const int BlocksInGroup = 8;

    /// <summary>The length of a group in bytes.</summary>
    public const int GroupLength = BlocksInGroup * BlockLength;

    SecretBytes? powers;

    /// <summary>Gets or sets the hash of the whole blocks so far.</summary>
    public Vector128<ulong> Value
    {
        get => Vector128.Create(low, high);
        set => (low, high) = (value.GetElement(0), value.GetElement(1));
    }

    /// <summary>
    /// Gets the powers of the key, the highest first: the first block of a group has the highest exponent. After them, for each two
    /// of them, the sums of their halves. It needs <see cref="GHashSum.IsAccelerated"/>.
    /// </summary>
    public ref Vector128<ulong> Powers
    {
        get
        {
            // A short content has no use for them.
            powers ??= PreparePowers();
            return ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, Vector128<ulong>>(powers.Span));
        }
    }

    /// <summary>Adds the products of two blocks of a group, and of their powers, to a sum.</summary>
    /// <param name="sum">The sum for the group.</param>
    /// <param name="group">The first block of the group.</param>
    /// <param name="powers"><see cref="Powers"/>.</param>
    /// <param name="index">The index in the group of the first of the two blocks.</param>
    /// <param name="value">The hash before the group, for its first block, and otherwise zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTwo(
        ref GHashSum sum,
        ref Vector128<byte> group,
        ref Vector128<ulong> powers,
        int index,
        Vector128<ulong> value
    ) =>
        sum.Add(
            value ^ GHashSum.Reverse(Unsafe.Add(ref group, index)),
            GHashSum.Reverse(Unsafe.Add(ref group, index + 1)),
            Unsafe.Add(ref powers, index),
            Unsafe.Add(ref powers, index + 1),
            Unsafe.Add(ref powers, BlocksInGroup + index / 2)
        );

    SecretBytes PreparePowers()
    {
        // The key times x: shifted by one, and reduced by the polynomial if a bit is lost.
        var lost = (ulong)((long)keyHigh >> 63);
        var key = Vector128.Create((keyLow << 1) ^ (lost & 1), ((keyHigh << 1) | (keyLow >> 63)) ^ (lost & GHashSum.Polynomial));
        var bytes = new SecretBytes(GroupLength + GroupLength / 2);
        var vectors = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes.Span);
        var power = key;
        for (var i = BlocksInGroup - 1; i >= 0; i--)
        {
            vectors[i] = power;
            power = Multiply(power, key);
        }
        for (var i = 0; i < BlocksInGroup; i += 2)
            vectors[BlocksInGroup + i / 2] = GHashSum.AddHalves(vectors[i], vectors[i + 1]);
        return bytes;
    }

    static Vector128<ulong> Multiply(Vector128<ulong> left, Vector128<ulong> right)
    {
        var sum = default(GHashSum);
        sum.Add(left, default, right, default, GHashSum.AddHalves(right, default));
        return sum.Reduce();
    }

    void ForgetPowers() => powers?.Dispose();

    /// <returns>The number of bytes hashed, of whole groups.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    int AppendGroups(ReadOnlySpan<byte> bytes)
    {
        if (!GHashSum.IsAccelerated || bytes.Length < GroupLength)
            return 0;
        var groups = bytes.Slice(0, bytes.Length - bytes.Length % GroupLength);
        var blocks = MemoryMarshal.Cast<byte, Vector128<byte>>(groups);
        ref var block = ref MemoryMarshal.GetReference(blocks);
        ref var power = ref Powers;
        var value = Value;
        for (var first = 0; first < blocks.Length; first += BlocksInGroup)
        {
            var sum = default(GHashSum);
            for (var i = 0; i < BlocksInGroup; i += 2)
            {
                AddTwo(ref sum, ref Unsafe.Add(ref block, first), ref power, i, value);
                value = Vector128<ulong>.Zero;
            }
            value = sum.Reduce();
        }
        Value = value;
        return groups.Length;
    }
}
