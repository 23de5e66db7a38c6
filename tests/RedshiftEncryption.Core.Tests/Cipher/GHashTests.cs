using System.Reflection;
using RedshiftEncryption.Cipher;

namespace RedshiftEncryption.Tests.Cipher;

/// <summary>Tests that groups of blocks, which the processor may multiply, have the hash of their single blocks.</summary>
public sealed class GHashTests
{
    const int BlockLength = 16;

    static byte[] HashOf(byte[] key, ReadOnlySpan<byte> content, int step)
    {
        using var hash = new GHash(key);
        while (!content.IsEmpty)
        {
            var length = Math.Min(step, content.Length);
            hash.Append(content.Slice(0, length));
            content = content.Slice(length);
        }
        hash.Pad();
        var result = new byte[BlockLength];
        hash.CopyTo(result);
        return result;
    }

    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(256)]
    [InlineData(4096)]
    [InlineData(5001)]
    public void Groups_and_single_blocks_have_one_hash(int length)
    {
        var random = new Random(length);
        for (var round = 0; round < 50; round++)
        {
            var key = new byte[BlockLength];
            var content = new byte[length];
            random.NextBytes(key);
            random.NextBytes(content);
            var expected = HashOf(key, content, BlockLength);
            Assert.Equal(expected, HashOf(key, content, content.Length));
            Assert.Equal(expected, HashOf(key, content, random.Next(1, content.Length)));
        }
    }

    [Fact]
    public void Nothing_is_left_of_a_disposed_hash()
    {
        var hash = new GHash([.. Enumerable.Range(1, BlockLength).Select(static i => (byte)i)]);
        hash.Append([.. Enumerable.Range(1, 3 * BlockLength + 5).Select(static i => (byte)i)]);
        hash.Dispose();
        foreach (var field in typeof(GHash).GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
        {
            if (field.FieldType == typeof(ulong))
                Assert.Equal(0UL, field.GetValue(hash));
            else if (field.FieldType == typeof(byte[]))
                Assert.All((byte[])field.GetValue(hash)!, static value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [InlineData(0x00, 0xFF)]
    [InlineData(0xFF, 0xFF)]
    [InlineData(0x80, 0x01)]
    [InlineData(0x01, 0x80)]
    public void Bits_at_the_ends_are_carried_as_in_single_blocks(byte keyByte, byte contentByte)
    {
        var key = new byte[BlockLength];
        var content = new byte[1024];
        foreach (var position in (int[])[0, 7, 8, 15])
        {
            key.AsSpan().Clear();
            key[position] = keyByte;
            content.AsSpan().Fill(contentByte);
            Assert.Equal(HashOf(key, content, BlockLength), HashOf(key, content, content.Length));
        }
    }

    [Fact]
    public void It_is_the_hash_of_the_specification()
    {
        // NIST SP 800-38D's test case 2 (the original GCM submission): H, C and the lengths.
        var key = Convert.FromHexString("66E94BD4EF8A2C3B884CFA59CA342B2E");
        var content = Convert.FromHexString("0388DACE60B6A392F328C2B971B2FE78" + "00000000000000000000000000000080");
        Assert.Equal("F38CBB1AD69223DCC3457AE5B6B0F885", Convert.ToHexString(HashOf(key, content, content.Length)));
    }
}
