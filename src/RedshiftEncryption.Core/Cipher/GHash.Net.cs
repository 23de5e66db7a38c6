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
    /// Gets the powers of the key, the highest first: the first block of a group has the highest exponent. After them, the sums
    /// of the halves of each. It needs <see cref="GHashSum.IsAccelerated"/>.
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

    SecretBytes PreparePowers()
    {
        // The key times x: shifted by one, and reduced by the polynomial if a bit is lost.
        var lost = (ulong)((long)keyHigh >> 63);
        var key = Vector128.Create((keyLow << 1) ^ (lost & 1), ((keyHigh << 1) | (keyLow >> 63)) ^ (lost & GHashSum.Polynomial));
        var bytes = new SecretBytes(2 * GroupLength);
        var vectors = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes.Span);
        var power = key;
        for (var i = BlocksInGroup - 1; i >= 0; i--)
        {
            vectors[i] = power;
            vectors[BlocksInGroup + i] = GHashSum.AddHalves(power);
            var product = default(GHashSum);
            product.Add(power, key, GHashSum.AddHalves(key));
            power = product.Reduce();
        }
        return bytes;
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
            for (var i = 0; i < BlocksInGroup; i++)
            {
                value ^= GHashSum.Reverse(Unsafe.Add(ref block, first + i));
                sum.Add(value, Unsafe.Add(ref power, i), Unsafe.Add(ref power, BlocksInGroup + i));
                value = Vector128<ulong>.Zero;
            }
            value = sum.Reduce();
        }
        Value = value;
        return groups.Length;
    }
}
