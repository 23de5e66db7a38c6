using System.Buffers.Binary;
using System.Security.Cryptography;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Cipher;

/// <summary>Verifies the tag of an AES-GCM content whose ranges are decrypted in any order. Thread-safe.</summary>
/// <remarks>
/// NIST SP 800-38D: the hash is a polynomial in the hash key. That of a range, times the key to the power of the number of
/// blocks after it, is the range's part in the hash of the content.
/// </remarks>
internal sealed class GcmContentCheck : IContentCheck
{
    const int BlockLength = CbcContent.BlockLength;
    const int BitsPerByte = 8;

    /// <summary>The hash key to the powers of 1, 2, 4 and so on, up to the number of blocks of the content.</summary>
    readonly SecretBytes powers;
    readonly SecretBytes tagMask = new(BlockLength);
    readonly byte[] hash = new byte[BlockLength];
    readonly long associatedLength;
    readonly long length;
    long added;

    Span<byte> HashKey => powers.Span.Slice(0, BlockLength);

    /// <param name="key">The content's key; the caller may zero it afterwards.</param>
    /// <param name="vector">The initialization vector, 12 bytes.</param>
    /// <param name="associated">The associated data, which the tag also covers.</param>
    /// <param name="length">The length of the ciphertext in bytes.</param>
    public GcmContentCheck(SecretBytes key, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> associated, long length)
    {
        this.length = length;
        associatedLength = associated.Length;
        powers = new SecretBytes(BitsOf(Blocks(length)) * BlockLength);
        using (var aes = AesBlock.Create())
        {
            using var transform = aes.CreateEncryptor(key.Array, null);
            GC.KeepAlive(key);
            transform.TransformBlock(powers.Array, 0, BlockLength, powers.Array, 0);
            vector.CopyTo(tagMask.Span);
            tagMask.Array[BlockLength - 1] = 1;
            transform.TransformBlock(tagMask.Array, 0, BlockLength, tagMask.Array, 0);
        }
        SquarePowers();
        using var associatedHash = new GHash(HashKey);
        associatedHash.Append(associated);
        associatedHash.Pad();
        Span<byte> term = stackalloc byte[BlockLength];
        associatedHash.CopyTo(term);
        AddTerm(term, Blocks(length));
    }

    public void Add(IRangeDecryptor range, long start, long length)
    {
        Span<byte> term = stackalloc byte[BlockLength];
        ((GcmDecryptor)range).CopyHashTo(term);
        lock (hash)
        {
            AddTerm(term, Blocks(this.length) - Blocks(start + length));
            added += length;
        }
    }

    public bool IsAuthentic(ReadOnlySpan<byte> trailer)
    {
        lock (hash)
        {
            if (added != length)
                throw new InvalidOperationException($"Ranges of {added} bytes were decrypted of a content of {length} bytes.");
            Span<byte> expected = stackalloc byte[BlockLength];
            BinaryPrimitives.WriteInt64BigEndian(expected, associatedLength * BitsPerByte);
            BinaryPrimitives.WriteInt64BigEndian(expected.Slice(sizeof(long)), length * BitsPerByte);
            GcmDecryptor.Xor(expected, hash);
            GHash.Multiply(expected, HashKey);
            GcmDecryptor.Xor(expected, tagMask.Span);
            return CryptographicOperations.FixedTimeEquals(expected, trailer);
        }
    }

    public void Dispose()
    {
        powers.Dispose();
        tagMask.Dispose();
    }

    static long Blocks(long length) => (length + BlockLength - 1) / BlockLength;

    /// <summary>Adds a hash to that of the content.</summary>
    /// <param name="term">The hash, which is overwritten.</param>
    /// <param name="blocksAfter">The number of blocks between it and the end of the content.</param>
    void AddTerm(Span<byte> term, long blocksAfter)
    {
        for (var bit = 0; blocksAfter >> bit > 0; bit++)
        {
            if ((blocksAfter >> bit & 1) != 0)
                GHash.Multiply(term, powers.Span.Slice(bit * BlockLength, BlockLength));
        }
        GcmDecryptor.Xor(hash, term);
    }

    /// <summary>Fills in the powers after the first one, which is the key: each is the square of the one before.</summary>
    void SquarePowers()
    {
        for (var i = BlockLength; i < powers.Length; i += BlockLength)
        {
            var power = powers.Span.Slice(i, BlockLength);
            powers.Span.Slice(i - BlockLength, BlockLength).CopyTo(power);
            GHash.Multiply(power, power);
        }
    }

    static int BitsOf(long number)
    {
        var bits = 1;
        while (number >> bits > 0)
            bits++;
        return bits;
    }
}
