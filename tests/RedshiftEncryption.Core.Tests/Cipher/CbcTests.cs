using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Cipher;

public sealed class CbcTests
{
    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 16)]
    [InlineData(15, 16)]
    [InlineData(16, 32)]
    [InlineData(17, 32)]
    [InlineData(5_497_558_138_864, 5_497_558_138_880)]
    public void Ciphertext_is_the_next_multiple_of_16(long plaintext, long ciphertext) =>
        Assert.Equal(ciphertext, CbcContent.CiphertextLength(plaintext));

    [Fact]
    public void Any_block_can_be_decrypted_from_the_one_before_it()
    {
        using var key = DataKey.Create();
        var vector = RandomNumberGenerator.GetBytes(16);
        var plaintext = RandomNumberGenerator.GetBytes(160);
        using var aes = Aes.Create();
        aes.Key = key.Secret.Array;
        var ciphertext = aes.EncryptCbc(plaintext, vector, PaddingMode.None);
        using var decryptor = new CbcDecryptor(key, ciphertext[48..64]);
        var range = ciphertext[64..];
        decryptor.DecryptBlocks(range, 0, range.Length);
        Assert.Equal(plaintext[64..], range);
    }

    [Fact]
    public void The_callers_key_and_vector_stay_as_they_are()
    {
        using var key = DataKey.Create();
        var keyBefore = key.Secret.Array.ToArray();
        var vector = RandomNumberGenerator.GetBytes(16);
        var vectorBefore = vector.ToArray();
        using var encryptor = new CbcEncryptor(key, vector);
        encryptor.EncryptBlocks(new byte[64], 0, 64);
        Assert.Equal(keyBefore, key.Secret.Array);
        Assert.Equal(vectorBefore, vector);
    }

    [Fact]
    public void Half_blocks_and_a_second_end_are_refused()
    {
        using var key = DataKey.Create();
        using var encryptor = new CbcEncryptor(key, new byte[16]);
        Assert.Throws<ArgumentOutOfRangeException>(() => encryptor.EncryptBlocks(new byte[32], 0, 17));
        encryptor.EncryptTail(new byte[16], 0, 3);
        Assert.Throws<InvalidOperationException>(() => encryptor.EncryptBlocks(new byte[16], 0, 16));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(255)]
    public void Padding_of_an_impossible_length_is_damage(byte last)
    {
        var block = new byte[16];
        block[15] = last;
        Assert.False(CbcDecryptor.TryGetPaddingLength(block, out _));
    }

    [Fact]
    public void Padding_must_be_whole()
    {
        for (var length = 1; length <= 16; length++)
        {
            var block = new byte[16];
            block.AsSpan(16 - length).Fill((byte)length);
            Assert.True(CbcDecryptor.TryGetPaddingLength(block, out var found));
            Assert.Equal(length, found);
            if (length == 1)
                continue;
            block[16 - length] ^= 0x80;
            Assert.False(CbcDecryptor.TryGetPaddingLength(block, out _));
        }
    }
}
