using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RedshiftEncryption.Keys;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Provides the rounds of AES encryption by the processor's instructions, which take the same time for any key and block, and
/// contains the keys of the rounds.
/// </summary>
/// <remarks>FIPS 197, sections 5.1 and 5.2.</remarks>
internal sealed class AesRounds : IDisposable
{
    const int WordsInBlock = 4;

    readonly SecretBytes keys;

    /// <param name="key">The key of 128, 192 or 256 bits; the caller may zero it afterwards.</param>
    public AesRounds(SecretBytes key)
    {
        var wordsInKey = key.Length / sizeof(uint);
        Count = wordsInKey + 6;
        keys = new SecretBytes((Count + 1) * Vector128<byte>.Count);
        var words = MemoryMarshal.Cast<byte, uint>(keys.Span);
        MemoryMarshal.Cast<byte, uint>(key.Span).CopyTo(words);
        var constant = 1U;
        for (var i = wordsInKey; i < words.Length; i++)
        {
            var word = words[i - 1];
            if (i % wordsInKey == 0)
            {
                // The first byte of a word is its lowest here.
                word = uint.RotateRight(Substitute(word), 8) ^ constant;
                // Multiplied by x in GF(2^8). Constants are not secret.
                constant = (constant << 1) ^ ((constant >> 7) * 0x11B);
            }
            else if (wordsInKey > 6 && i % wordsInKey == WordsInBlock)
                word = Substitute(word);
            words[i] = words[i - wordsInKey] ^ word;
        }
    }

    /// <summary>Gets whether the processor has the instructions.</summary>
    public static bool IsAccelerated => BitConverter.IsLittleEndian && (X86Aes.IsSupported || ArmAes.IsSupported);

    /// <summary>Gets the number of rounds: 10, 12 or 14.</summary>
    public int Count { get; }

    /// <summary>Gets the key that is added to a block before the first round. Those of the rounds follow it.</summary>
    public ref Vector128<byte> Keys => ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, Vector128<byte>>(keys.Span));

    /// <summary>Applies any round but the last one to blocks. The processor works on eight of them in parallel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(
        Vector128<byte> key,
        ref Vector128<byte> b0,
        ref Vector128<byte> b1,
        ref Vector128<byte> b2,
        ref Vector128<byte> b3,
        ref Vector128<byte> b4,
        ref Vector128<byte> b5,
        ref Vector128<byte> b6,
        ref Vector128<byte> b7
    )
    {
        b0 = Apply(b0, key);
        b1 = Apply(b1, key);
        b2 = Apply(b2, key);
        b3 = Apply(b3, key);
        b4 = Apply(b4, key);
        b5 = Apply(b5, key);
        b6 = Apply(b6, key);
        b7 = Apply(b7, key);
    }

    /// <summary>Applies two rounds to blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyTwo(
        ref Vector128<byte> key,
        ref Vector128<byte> b0,
        ref Vector128<byte> b1,
        ref Vector128<byte> b2,
        ref Vector128<byte> b3,
        ref Vector128<byte> b4,
        ref Vector128<byte> b5,
        ref Vector128<byte> b6,
        ref Vector128<byte> b7
    )
    {
        Apply(key, ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
        Apply(Unsafe.Add(ref key, 1), ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7);
    }

    /// <summary>Applies any round but the last one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Apply(Vector128<byte> block, Vector128<byte> key) =>
        X86Aes.IsSupported ? X86Aes.Encrypt(block, key) : ArmAes.MixColumns(ArmAes.Encrypt(block, Vector128<byte>.Zero)) ^ key;

    /// <summary>Applies the last round, which mixes no columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ApplyLast(Vector128<byte> block, Vector128<byte> key) =>
        X86Aes.IsSupported ? X86Aes.EncryptLast(block, key) : ArmAes.Encrypt(block, Vector128<byte>.Zero) ^ key;

    /// <summary>Applies the last round to blocks, and adds the results to others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void XorLast(
        ref Vector128<byte> target,
        Vector128<byte> key,
        Vector128<byte> b0,
        Vector128<byte> b1,
        Vector128<byte> b2,
        Vector128<byte> b3,
        Vector128<byte> b4,
        Vector128<byte> b5,
        Vector128<byte> b6,
        Vector128<byte> b7
    )
    {
        target ^= ApplyLast(b0, key);
        Unsafe.Add(ref target, 1) ^= ApplyLast(b1, key);
        Unsafe.Add(ref target, 2) ^= ApplyLast(b2, key);
        Unsafe.Add(ref target, 3) ^= ApplyLast(b3, key);
        Unsafe.Add(ref target, 4) ^= ApplyLast(b4, key);
        Unsafe.Add(ref target, 5) ^= ApplyLast(b5, key);
        Unsafe.Add(ref target, 6) ^= ApplyLast(b6, key);
        Unsafe.Add(ref target, 7) ^= ApplyLast(b7, key);
    }

    public void Dispose() => keys.Dispose();

    /// <summary>Substitutes the bytes of a word. Where all columns are equal, the shift of the rows changes nothing.</summary>
    static uint Substitute(uint word) => ApplyLast(Vector128.Create(word).AsByte(), Vector128<byte>.Zero).AsUInt32().ToScalar();
}
