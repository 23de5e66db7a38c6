using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Cipher;

/// <summary>Against .NET's own AES-GCM.</summary>
public sealed class GcmDecryptorTests
{
    static (byte[] Ciphertext, byte[] Tag) Encrypt(byte[] key, byte[] vector, byte[] plaintext, byte[] associated)
    {
        using var gcm = new AesGcm(key, GcmDecryptor.TagLength);
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[GcmDecryptor.TagLength];
        gcm.Encrypt(vector, plaintext, ciphertext, tag, associated);
        return (ciphertext, tag);
    }

    // Wine's BCryptEncrypt does not have AES-192-GCM, with which the content is encrypted here.
    [Trait("Category", "NotOnWine")]
    [Fact]
    public void Any_content_in_any_pieces_is_decrypted_and_its_tag_is_known()
    {
        Gen.Select(Gen.Int[0, 70_000], Gen.Int[1, 40_000], Gen.Int[0, 40], Gen.Int[0, 2])
            .Sample(
                (length, piece, associatedLength, keyKind) =>
                {
                    using var key = SecretBytes.Random(16 + 8 * keyKind);
                    var vector = RandomNumberGenerator.GetBytes(12);
                    var plaintext = RandomNumberGenerator.GetBytes(length);
                    var associated = RandomNumberGenerator.GetBytes(associatedLength);
                    var (content, tag) = Encrypt(key.Array, vector, plaintext, associated);
                    using var decryptor = new GcmDecryptor(key, vector);
                    using var check = new GcmContentCheck(key, vector, associated, length);
                    for (var offset = 0; offset < length; offset += piece)
                        decryptor.Decrypt(content, offset, Math.Min(piece, length - offset));
                    check.Add(decryptor, 0, length);
                    Assert.Equal(plaintext, content);
                    Assert.True(check.IsAuthentic(tag));
                },
                iter: 500
            );
    }

    [Theory]
    [InlineData(
        "FEFFE9928665731C6D6A8F9467308308",
        "42831EC2217774244B7221B784D0D49CE3AA212F2C02A4E035C17E2329ACA12E21D514B25466931C7D8F6A5AAC84AA051BA30B396A0AAC973D58E091",
        "5BC94FBC3221A5DB94FAE95AE7121A47"
    )]
    [InlineData(
        "FEFFE9928665731C6D6A8F9467308308FEFFE9928665731C",
        "3980CA0B3C00E841EB06FAC4872A2757859E1CEAA6EFD984628593B40CA1E19C7D773D00C144C525AC619D18C84A3F4718E2448B2FE324D9CCDA2710",
        "2519498E80F1478F37BA55BD6D27618C"
    )]
    [InlineData(
        "FEFFE9928665731C6D6A8F9467308308FEFFE9928665731C6D6A8F9467308308",
        "522DC1F099567D07F47F37A32A84427D643A8CDCBFE5C0C97598A2BD2555D1AA8CB08E48590DBB3DA7B08B1056828838C5F61E6393BA7A0ABCC9F662",
        "76FC6ECE0F4E1768CDDF8853BB2D551B"
    )]
    public void Content_is_decrypted_as_in_the_specification(string key, string ciphertext, string tag)
    {
        // The original GCM submission's test cases 4, 10 and 16.
        const string Plaintext =
            "D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A721C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657BA637B39";
        using var secret = SecretBytes.CopyOf(Convert.FromHexString(key));
        var vector = Convert.FromHexString("CAFEBABEFACEDBADDECAF888");
        var content = Convert.FromHexString(ciphertext);
        using var decryptor = new GcmDecryptor(secret, vector);
        using var check = new GcmContentCheck(
            secret,
            vector,
            Convert.FromHexString("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"),
            content.Length
        );
        decryptor.Decrypt(content, 0, content.Length);
        check.Add(decryptor, 0, content.Length);
        Assert.Equal(Plaintext, Convert.ToHexString(content));
        Assert.True(check.IsAuthentic(Convert.FromHexString(tag)));
    }

    [Theory]
    [InlineData(0xFF - 5)]
    [InlineData(0xFFFF - 5)]
    [InlineData(0xFFFFFF - 5)]
    [InlineData(0xFFFFFFFF - 26)]
    public void Counters_are_carried_over_all_their_bytes(long firstBlock)
    {
        const int Blocks = 25;
        using var aes = Aes.Create();
        using var key = SecretBytes.CopyOf(aes.Key);
        var vector = RandomNumberGenerator.GetBytes(12);
        var counters = new byte[Blocks * 16];
        for (var i = 0; i < Blocks; i++)
        {
            vector.CopyTo(counters, i * 16);
            BinaryPrimitives.WriteUInt32BigEndian(counters.AsSpan(i * 16 + 12), (uint)(firstBlock + 2 + i));
        }
        var content = new byte[counters.Length];
        using var decryptor = new GcmDecryptor(key, vector, firstBlock * 16);
        decryptor.Decrypt(content, 0, content.Length);
        Assert.Equal(aes.EncryptEcb(counters, PaddingMode.None), content);
    }

    [Fact]
    public void Nothing_is_decrypted_after_the_end()
    {
        using var key = SecretBytes.Random(32);
        using var decryptor = new GcmDecryptor(key, new byte[12]);
        decryptor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => decryptor.Decrypt(new byte[256], 0, 256));
    }

    [Fact]
    public void Any_flipped_bit_is_told()
    {
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 100_000])
            .Sample(
                (length, position) =>
                {
                    using var key = SecretBytes.Random(32);
                    var vector = RandomNumberGenerator.GetBytes(12);
                    var (content, tag) = Encrypt(key.Array, vector, new byte[length], [1, 2, 3]);
                    var bit = position % ((length + tag.Length) * 8);
                    var target = bit / 8 < length ? content : tag;
                    target[bit / 8 < length ? bit / 8 : bit / 8 - length] ^= (byte)(1 << (bit % 8));
                    using var decryptor = new GcmDecryptor(key, vector);
                    using var check = new GcmContentCheck(key, vector, [1, 2, 3], length);
                    decryptor.Decrypt(content, 0, length);
                    check.Add(decryptor, 0, length);
                    Assert.False(check.IsAuthentic(tag));
                },
                iter: 500
            );
    }

    [Fact]
    public void Other_associated_data_is_told()
    {
        using var key = SecretBytes.Random(32);
        var vector = RandomNumberGenerator.GetBytes(12);
        var (content, tag) = Encrypt(key.Array, vector, new byte[33], [1]);
        using var decryptor = new GcmDecryptor(key, vector);
        using var check = new GcmContentCheck(key, vector, [2], content.Length);
        decryptor.Decrypt(content, 0, content.Length);
        check.Add(decryptor, 0, content.Length);
        Assert.False(check.IsAuthentic(tag));
    }

    [Trait("Category", "NotOnWine")]
    [Fact]
    public void Ranges_in_any_order_are_decrypted_and_their_tag_is_known()
    {
        const int Block = 16;
        Gen.Select(Gen.Int[0, 5_000], Gen.Int[1, 60], Gen.Int[0, 40], Gen.Int[0, int.MaxValue])
            .Sample(
                (length, blocks, associatedLength, seed) =>
                {
                    using var key = new DataKey(SecretBytes.Random(32));
                    var vector = RandomNumberGenerator.GetBytes(12);
                    var plaintext = RandomNumberGenerator.GetBytes(length);
                    var associated = RandomNumberGenerator.GetBytes(associatedLength);
                    var (content, tag) = Encrypt(key.Secret.Array, vector, plaintext, associated);
                    var decryptor = new GcmContentDecryptor(key, vector, associated);
                    using var check = decryptor.OpenCheck(length);
                    var starts = Enumerable.Range(0, (length / (blocks * Block)) + 1).Select(i => i * blocks * Block).ToArray();
                    new Random(seed).Shuffle(starts);
                    foreach (var start in starts)
                    {
                        var count = Math.Min(blocks * Block, length - start);
                        using var range = decryptor.OpenRange(start, []);
                        // In two steps, as a reader may take them.
                        var first = Math.Min(count, Block);
                        range.Decrypt(content, start, first);
                        range.Decrypt(content, start + first, count - first);
                        check.Add(range, start, count);
                    }
                    Assert.Equal(plaintext, content);
                    Assert.True(check.IsAuthentic(tag));
                    tag[seed % tag.Length] ^= 1;
                    Assert.False(check.IsAuthentic(tag));
                },
                iter: 500
            );
    }

    [Fact]
    public void A_missing_range_is_no_authentic_content()
    {
        using var key = new DataKey(SecretBytes.Random(32));
        using var check = new GcmContentDecryptor(key, new byte[12], []).OpenCheck(16);
        Assert.Throws<InvalidOperationException>(() => check.IsAuthentic(new byte[16]));
    }
}
