using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Cipher;

/// <summary>Against FIPS 197 and .NET's own AES.</summary>
public sealed class AesRoundsTests
{
    static void SkipUnlessAccelerated() => Assert.SkipUnless(AesRounds.IsAccelerated, "The processor has no instructions for AES.");

    static byte[] Encrypt(byte[] key, byte[] plaintext)
    {
        SkipUnlessAccelerated();
        using var secret = SecretBytes.CopyOf(key);
        using var rounds = new AesRounds(secret);
        ref var first = ref rounds.Keys;
        var block = Vector128.Create(plaintext) ^ first;
        for (var i = 1; i < rounds.Count; i++)
            block = AesRounds.Apply(block, Unsafe.Add(ref first, i));
        var result = new byte[16];
        AesRounds.ApplyLast(block, Unsafe.Add(ref first, rounds.Count)).CopyTo(result);
        return result;
    }

    [Theory]
    [InlineData("000102030405060708090A0B0C0D0E0F", "69C4E0D86A7B0430D8CDB78070B4C55A")]
    [InlineData("000102030405060708090A0B0C0D0E0F1011121314151617", "DDA97CA4864CDFE06EAF70A0EC0D7191")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "8EA2B7CA516745BFEAFC49904B496089")]
    public void Blocks_are_encrypted_as_in_the_standard(string key, string ciphertext)
    {
        // FIPS 197, appendix C.
        var plaintext = Convert.FromHexString("00112233445566778899AABBCCDDEEFF");
        Assert.Equal(ciphertext, Convert.ToHexString(Encrypt(Convert.FromHexString(key), plaintext)));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Random_blocks_are_encrypted_as_by_the_platform(int keyLength)
    {
        for (var round = 0; round < 500; round++)
        {
            using var aes = Aes.Create();
            aes.Key = RandomNumberGenerator.GetBytes(keyLength);
            var plaintext = RandomNumberGenerator.GetBytes(16);
            Assert.Equal(aes.EncryptEcb(plaintext, PaddingMode.None), Encrypt(aes.Key, plaintext));
        }
    }

    [Fact]
    public void Disposed_keys_are_not_available()
    {
        SkipUnlessAccelerated();
        using var key = SecretBytes.Random(32);
        var rounds = new AesRounds(key);
        rounds.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rounds.Keys);
    }
}
