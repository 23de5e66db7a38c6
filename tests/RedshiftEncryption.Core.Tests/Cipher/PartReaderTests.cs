using System.Security.Cryptography;
using CsCheck;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Cipher;

public sealed class PartReaderTests
{
    static readonly byte[] Vector = [.. Enumerable.Range(100, 16).Select(static i => (byte)i)];

    static byte[] Plaintext(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    static byte[] Reference(DataKey key, byte[] plaintext)
    {
        using var aes = Aes.Create();
        aes.Key = key.Secret.Array;
        return aes.EncryptCbc(plaintext, Vector, PaddingMode.PKCS7);
    }

    static async Task<List<byte[]>> ReadPartsAsync(Stream source, int maximumLength, DataKey? key, int partLength)
    {
        using var encryptor = key is null ? null : new CbcEncryptor(key, Vector);
        var reader = new PartReader(source, maximumLength, encryptor, checksum: true);
        var parts = new List<byte[]>();
        var buffer = new byte[partLength];
        while (!reader.IsAtEnd)
        {
            var part = await reader.ReadAsync(buffer, partLength, TestContext.Current.CancellationToken);
            parts.Add(buffer[..part.Length]);
            Assert.Equal(Crc32C.Append(0, parts[^1]), part.Crc32C);
        }
        Assert.Equal(parts.Sum(static part => part.Length), reader.Position);
        return parts;
    }

    [Fact]
    public async Task Every_length_from_0_to_49_is_the_reference_ciphertext()
    {
        using var key = DataKey.Create();
        for (var length = 0; length <= 49; length++)
        {
            var plaintext = Plaintext(length);
            foreach (var partLength in new[] { 16, 32, 48, 64 })
            {
                var parts = await ReadPartsAsync(new MemoryStream(plaintext), length, key, partLength);
                Assert.Equal(Reference(key, plaintext), parts.SelectMany(static part => part));
                Assert.All(parts.SkipLast(1), part => Assert.Equal(partLength, part.Length));
                Assert.InRange(parts[^1].Length, 16, partLength);
            }
        }
    }

    [Theory]
    [InlineData(-17)]
    [InlineData(-16)]
    [InlineData(-15)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task Part_boundaries_lose_and_repeat_nothing(int offset)
    {
        const int PartLength = 1024 * 1024;
        using var key = DataKey.Create();
        foreach (var parts in new[] { 1, 2, 3 })
        {
            var plaintext = Plaintext(parts * PartLength + offset);
            var read = await ReadPartsAsync(new MemoryStream(plaintext), plaintext.Length, key, PartLength);
            Assert.Equal(SHA256.HashData(Reference(key, plaintext)), SHA256.HashData(read.SelectMany(static part => part).ToArray()));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(4096)]
    public async Task A_dripping_source_that_cannot_seek_gives_the_same_bytes(int drip)
    {
        using var key = DataKey.Create();
        var plaintext = Plaintext(10_007);
        var parts = await ReadPartsAsync(new DrippingStream(plaintext, drip), plaintext.Length, key, 4096);
        Assert.Equal(Reference(key, plaintext), parts.SelectMany(static part => part));
    }

    [Fact]
    public async Task A_source_is_read_from_where_it_stands()
    {
        using var key = DataKey.Create();
        var plaintext = Plaintext(1000);
        using var source = new MemoryStream(plaintext) { Position = 300 };
        var parts = await ReadPartsAsync(source, 700, key, 256);
        Assert.Equal(Reference(key, plaintext[300..]), parts.SelectMany(static part => part));
    }

    [Fact]
    public async Task Without_a_cipher_the_parts_are_the_source()
    {
        var plaintext = Plaintext(1000);
        var parts = await ReadPartsAsync(new DrippingStream(plaintext, 7), plaintext.Length, key: null, 256);
        Assert.Equal(plaintext, parts.SelectMany(static part => part));
        Assert.Empty(Assert.Single(await ReadPartsAsync(new MemoryStream([]), 0, key: null, 256)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(999)]
    public async Task A_content_may_be_shorter_than_its_maximum(int actual)
    {
        using var key = DataKey.Create();
        var plaintext = Plaintext(actual);
        Assert.Equal(
            Reference(key, plaintext),
            (await ReadPartsAsync(new MemoryStream(plaintext), 1000, key, 256)).SelectMany(static part => part)
        );
        Assert.Equal(plaintext, (await ReadPartsAsync(new MemoryStream(plaintext), 1000, key: null, 256)).SelectMany(static part => part));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_content_that_is_longer_than_its_maximum_is_never_cut_off(bool encrypted)
    {
        using var key = encrypted ? DataKey.Create() : null;
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadPartsAsync(new MemoryStream(Plaintext(1100)), 1000, key, 256));
    }

    [Fact]
    public async Task Any_length_part_and_drip_is_decrypted_to_the_source()
    {
        await Gen.Int[0, 3000]
            .Select(Gen.Int[1, 20], Gen.Int[1, 500])
            .SampleAsync(
                async (length, blocks, drip) =>
                {
                    using var key = DataKey.Create();
                    var plaintext = Plaintext(length);
                    var parts = await ReadPartsAsync(new DrippingStream(plaintext, drip), length, key, blocks * 16);
                    var content = parts.SelectMany(static part => part).ToArray();
                    using var decryptor = new CbcDecryptor(key, Vector);
                    decryptor.DecryptBlocks(content, 0, content.Length);
                    Assert.True(CbcDecryptor.TryGetPaddingLength(content.AsSpan(content.Length - 16), out var padding));
                    Assert.Equal(plaintext, content[..^padding]);
                }
            );
    }
}
