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
        var next = counter;
        // The vector and the first key are added once, and the counter for each block.
        var start = MemoryMarshal.Read<Vector128<byte>>(counters).AsUInt32().WithElement(3, 0U) ^ key.AsUInt32();
        for (var first = 0; first < blocks.Length; first += GHash.BlocksInGroup)
        {
            ref var block = ref Unsafe.Add(ref group, first);
            // Locals, which stay in registers.
            var b0 = CounterBlock(start, next);
            var b1 = CounterBlock(start, next + 1);
            var b2 = CounterBlock(start, next + 2);
            var b3 = CounterBlock(start, next + 3);
            var b4 = CounterBlock(start, next + 4);
            var b5 = CounterBlock(start, next + 5);
            var b6 = CounterBlock(start, next + 6);
            var b7 = CounterBlock(start, next + 7);
            next += GHash.BlocksInGroup;
            // Two rounds of the cipher for each two blocks of the hash. Not a loop, so that the sum also stays in registers.
            var sum = default(GHashSum);
            AesRounds.ApplyTwo(ref Unsafe.Add(ref key, 1), ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
            GHash.AddTwo(ref sum, ref block, ref power, 0, value);
            AesRounds.ApplyTwo(ref Unsafe.Add(ref key, 3), ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
            GHash.AddTwo(ref sum, ref block, ref power, 2, Vector128<ulong>.Zero);
            AesRounds.ApplyTwo(ref Unsafe.Add(ref key, 5), ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
            GHash.AddTwo(ref sum, ref block, ref power, 4, Vector128<ulong>.Zero);
            AesRounds.ApplyTwo(ref Unsafe.Add(ref key, 7), ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
            GHash.AddTwo(ref sum, ref block, ref power, 6, Vector128<ulong>.Zero);
            // There are more rounds than blocks, also with the shortest key.
            for (var i = GHash.BlocksInGroup + 1; i < last; i++)
                AesRounds.Apply(Unsafe.Add(ref key, i), ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
            value = sum.Reduce();
            AesRounds.XorLast(ref block, Unsafe.Add(ref key, last), b0, b1, b2, b3, b4, b5, b6, b7);
        }
        hash.Value = value;
        counter = next;
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
