using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>
/// Decrypts AES-GCM content in place, from front to back in pieces, or a range of it. The class of .NET needs the whole content
/// at once. The plaintext is authentic only after <see cref="GcmContentCheck"/> has verified the tag. Not thread-safe.
/// </summary>
/// <remarks>NIST SP 800-38D, with a vector of 96 bits: counter mode encrypts the content, beginning with counter 2.</remarks>
internal sealed partial class GcmDecryptor : IRangeDecryptor
{
    /// <summary>The length of the tag in bytes.</summary>
    public const int TagLength = 16;

    /// <summary>The only length of the vector that the S3 encryption clients use, in bytes.</summary>
    public const int VectorLength = 12;

    /// <summary>The maximum length of the content in bytes: 2^32 - 2 blocks.</summary>
    public const long MaximumLength = ((1L << 32) - 2) * BlockLength;

    /// <summary>The counter of the first block of content; 1 is that of the tag.</summary>
    const uint FirstCounter = 2;

    const int BlockLength = CbcContent.BlockLength;

    /// <summary>The most counter bytes encrypted in one call: enough to keep the processor's cipher unit busy.</summary>
    const int KeystreamLength = 16 * 1024;

    readonly Aes aes;
    readonly ICryptoTransform transform;
    readonly GHash hash;
    readonly byte[] counters = new byte[KeystreamLength];
    readonly byte[] keystream = new byte[KeystreamLength];
    int filled;
    int used;
    uint counter;
    long length;

    /// <param name="key">The key of 128, 192 or 256 bits; the caller may zero it afterwards.</param>
    /// <param name="vector">The initialization vector, 12 bytes.</param>
    /// <param name="start">The offset in the content of the first byte to decrypt, a multiple of 16.</param>
    public GcmDecryptor(SecretBytes key, ReadOnlySpan<byte> vector, long start = 0)
    {
        if (start % BlockLength != 0)
            throw new ArgumentOutOfRangeException(nameof(start), start, "A range begins with a block of 16 bytes.");
        if (start > MaximumLength)
            throw TooLong();
        length = start;
        counter = (uint)(start / BlockLength) + FirstCounter;
        aes = AesBlock.Create();
        transform = aes.CreateEncryptor(key.Array, null);
        GC.KeepAlive(key);
        using (var hashKey = new SecretBytes(BlockLength))
        {
            transform.TransformBlock(hashKey.Array, 0, BlockLength, hashKey.Array, 0);
            hash = new GHash(hashKey.Span);
        }
        for (var offset = 0; offset < KeystreamLength; offset += BlockLength)
            vector.CopyTo(counters.AsSpan(offset));
        PrepareGroups(key);
    }

    /// <summary>Decrypts the next bytes in place.</summary>
    /// <param name="buffer">The ciphertext, which is overwritten by its plaintext.</param>
    /// <param name="offset">The offset of the ciphertext in bytes.</param>
    /// <param name="count">The length in bytes.</param>
    public void Decrypt(byte[] buffer, int offset, int count)
    {
        if (count > MaximumLength - length)
            throw TooLong();
        length += count;
        var bytes = buffer.AsSpan(offset, count);
        while (!bytes.IsEmpty)
        {
            if (used == filled)
            {
                bytes = bytes.Slice(DecryptGroups(bytes));
                if (bytes.IsEmpty)
                    return;
                FillKeystream(bytes.Length);
            }
            var step = Math.Min(bytes.Length, filled - used);
            // In short steps, which stay in the processor's nearest cache.
            hash.Append(bytes.Slice(0, step));
            Xor(bytes.Slice(0, step), keystream.AsSpan(used, step));
            used += step;
            bytes = bytes.Slice(step);
        }
    }

    /// <summary>Gets the hash of what was decrypted. Nothing can be decrypted afterwards.</summary>
    /// <param name="target">Receives the hash, 16 bytes.</param>
    public void CopyHashTo(Span<byte> target)
    {
        hash.Pad();
        hash.CopyTo(target);
    }

    bool IRangeDecryptor.TryGetPadding(ReadOnlySpan<byte> end, out int length)
    {
        length = 0;
        return true;
    }

    public void Dispose()
    {
        transform.Dispose();
        aes.Dispose();
        CryptographicOperations.ZeroMemory(keystream);
        hash.Dispose();
        ForgetGroups();
    }

    static CryptographicException TooLong() => new("AES-GCM has no content of this length.");

    /// <param name="needed">The number of bytes to decrypt next.</param>
    void FillKeystream(int needed)
    {
        filled = Math.Min(KeystreamLength, (needed + BlockLength - 1) / BlockLength * BlockLength);
        // Each block begins with the vector already.
        var words = MemoryMarshal.Cast<byte, uint>(counters.AsSpan(0, filled));
        for (var i = VectorLength / sizeof(uint); i < words.Length; i += BlockLength / sizeof(uint))
        {
            words[i] = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(counter) : counter;
            counter++;
        }
        transform.TransformBlock(counters, 0, filled, keystream, 0);
        used = 0;
    }

    /// <summary>Adds a mask to bytes, which are overwritten.</summary>
    public static void Xor(Span<byte> target, ReadOnlySpan<byte> mask)
    {
        var done = XorVectors(target, mask);
        target = target.Slice(done);
        mask = mask.Slice(done);
        var targetWords = MemoryMarshal.Cast<byte, ulong>(target);
        var maskWords = MemoryMarshal.Cast<byte, ulong>(mask);
        for (var i = 0; i < targetWords.Length; i++)
            targetWords[i] ^= maskWords[i];
        for (var i = targetWords.Length * sizeof(ulong); i < target.Length; i++)
            target[i] ^= mask[i];
    }
}
