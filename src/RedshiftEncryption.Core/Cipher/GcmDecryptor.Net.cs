using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RedshiftEncryption.Cipher;

/// <content>Combines content and keystream by whole vectors.</content>
internal sealed partial class GcmDecryptor
{
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
