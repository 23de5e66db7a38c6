using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <content>
/// Decrypts and hashes groups of blocks by the processor's instructions. Those of the cipher and of the hash alternate, so that a
/// core executes them at the same time.
/// </content>
internal sealed partial class GcmDecryptor
{
    AesRounds? rounds;

    void PrepareGroups(SecretBytes key)
    {
        if (AesRounds.IsAccelerated && GHashSum.IsAccelerated)
            rounds = new AesRounds(key);
    }

    void ForgetGroups() => rounds?.Dispose();

    /// <returns>The number of bytes decrypted, of whole groups.</returns>
    // Optimized at once, because the first calls are as long as later ones. Inlined, it would exceed the compiler's budget, and call
    // its own parts.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    int DecryptGroups(Span<byte> bytes)
    {
        if (rounds is null || bytes.Length < GHash.GroupLength)
            return 0;
        var blocks = MemoryMarshal.Cast<byte, Vector128<byte>>(bytes.Slice(0, bytes.Length - bytes.Length % GHash.GroupLength));
        ref var group = ref MemoryMarshal.GetReference(blocks);
        ref var key = ref rounds.Keys;
        ref var power = ref hash.Powers;
        var last = rounds.Count;
        var value = hash.Value;
        // The vector and the first key are added once, and the counter for each block.
        var start = MemoryMarshal.Read<Vector128<byte>>(counters).AsUInt32().WithElement(3, 0U) ^ key.AsUInt32();
        for (var first = 0; first < blocks.Length; first += GHash.BlocksInGroup)
        {
            ref var block = ref Unsafe.Add(ref group, first);
            // Locals, which stay in registers.
            var b0 = CounterBlock(start, counter);
            var b1 = CounterBlock(start, counter + 1);
            var b2 = CounterBlock(start, counter + 2);
            var b3 = CounterBlock(start, counter + 3);
            var b4 = CounterBlock(start, counter + 4);
            var b5 = CounterBlock(start, counter + 5);
            var b6 = CounterBlock(start, counter + 6);
            var b7 = CounterBlock(start, counter + 7);
            counter += GHash.BlocksInGroup;
            var sum = default(GHashSum);
            for (var i = 1; i < last; i++)
            {
                AesRounds.Apply(Unsafe.Add(ref key, i), ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
                // There are more rounds than blocks, also with the shortest key.
                if (i <= GHash.BlocksInGroup)
                {
                    ref var factor = ref Unsafe.Add(ref power, i - 1);
                    value ^= GHashSum.Reverse(Unsafe.Add(ref block, i - 1));
                    sum.Add(value, factor, Unsafe.Add(ref factor, GHash.BlocksInGroup));
                    value = Vector128<ulong>.Zero;
                }
            }
            value = sum.Reduce();
            var lastKey = Unsafe.Add(ref key, last);
            block ^= AesRounds.ApplyLast(b0, lastKey);
            Unsafe.Add(ref block, 1) ^= AesRounds.ApplyLast(b1, lastKey);
            Unsafe.Add(ref block, 2) ^= AesRounds.ApplyLast(b2, lastKey);
            Unsafe.Add(ref block, 3) ^= AesRounds.ApplyLast(b3, lastKey);
            Unsafe.Add(ref block, 4) ^= AesRounds.ApplyLast(b4, lastKey);
            Unsafe.Add(ref block, 5) ^= AesRounds.ApplyLast(b5, lastKey);
            Unsafe.Add(ref block, 6) ^= AesRounds.ApplyLast(b6, lastKey);
            Unsafe.Add(ref block, 7) ^= AesRounds.ApplyLast(b7, lastKey);
        }
        hash.Value = value;
        return blocks.Length * BlockLength;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<byte> CounterBlock(Vector128<uint> start, uint counter) =>
        start.WithElement(3, start.GetElement(3) ^ BinaryPrimitives.ReverseEndianness(counter)).AsByte();

    /// <returns>The number of bytes combined.</returns>
    static int XorVectors(Span<byte> target, ReadOnlySpan<byte> mask)
    {
        if (!Vector256.IsHardwareAccelerated)
            return 0;
        var targets = MemoryMarshal.Cast<byte, Vector256<byte>>(target);
        var masks = MemoryMarshal.Cast<byte, Vector256<byte>>(mask).Slice(0, targets.Length);
        for (var i = 0; i < targets.Length; i++)
            targets[i] ^= masks[i];
        return targets.Length * Vector256<byte>.Count;
    }
}
