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
