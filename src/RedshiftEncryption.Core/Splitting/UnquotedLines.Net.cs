using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RedshiftEncryption.Splitting;

/// <content>Counts in blocks of 64 bytes, of which each is a bit.</content>
internal static partial class UnquotedLines
{
    const int BlockLength = 64;

    /// <summary>Counts in the whole blocks.</summary>
    /// <param name="bytes">The bytes; receives those after the last whole block.</param>
    /// <param name="isQuoted">As of <see cref="Count"/>.</param>
    static long CountBlocks(ref ReadOnlySpan<byte> bytes, ref bool isQuoted)
    {
        if (!Vector256.IsHardwareAccelerated)
            return 0;
        var blocks = bytes.Slice(0, bytes.Length - bytes.Length % BlockLength);
        var vectors = MemoryMarshal.Cast<byte, Vector256<byte>>(blocks);
        var (quotes, lines) = (Vector256.Create(Quote), Vector256.Create(LineFeed));
        var count = 0L;
        // All ones between quotation marks.
        var carried = isQuoted ? ulong.MaxValue : 0;
        for (var i = 0; i + 1 < vectors.Length; i += 2)
        {
            var lineBits = Bits(vectors[i], vectors[i + 1], lines);
            var quoted = Bits(vectors[i], vectors[i + 1], quotes);
            if (quoted != 0)
            {
                // Each bit becomes the parity of the quotation marks up to it.
                for (var shift = 1; shift < BlockLength; shift <<= 1)
                    quoted ^= quoted << shift;
            }
            quoted ^= carried;
            count += BitOperations.PopCount(lineBits & ~quoted);
            carried = (ulong)((long)quoted >> (BlockLength - 1));
        }
        isQuoted = carried != 0;
        bytes = bytes.Slice(blocks.Length);
        return count;
    }

    static ulong Bits(Vector256<byte> low, Vector256<byte> high, Vector256<byte> value) =>
        Vector256.Equals(low, value).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(high, value).ExtractMostSignificantBits() << Vector256<byte>.Count);
}
