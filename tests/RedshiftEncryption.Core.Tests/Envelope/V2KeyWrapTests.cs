using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Envelope;

public sealed class V2KeyWrapTests
{
    /// <summary>RFC 3394, sections 4.3, 4.5 and 4.6: keys of 128, 192 and 256 bits under one of 256.</summary>
    [Theory]
    [InlineData("64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7", "00112233445566778899AABBCCDDEEFF")]
    [InlineData("A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1", "00112233445566778899AABBCCDDEEFF0001020304050607")]
    [InlineData(
        "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
        "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F"
    )]
    public void The_standards_own_examples_are_unwrapped(string wrapped, string expected)
    {
        using var rootKey = RootKeyText.Parse(Convert.FromHexString("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"));
        using var dataKey = Rfc3394KeyWrap.Unwrap(rootKey, Convert.FromHexString(wrapped));
        Assert.Equal(expected, Convert.ToHexString(dataKey!.Secret.Array));
        using var wrongKey = RootKey.Create();
        Assert.Null(Rfc3394KeyWrap.Unwrap(wrongKey, Convert.FromHexString(wrapped)));
    }

    [Fact]
    public void A_key_wrapped_by_GCM_is_unwrapped_by_its_root_key_alone_and_for_its_own_content_alone()
    {
        using var rootKey = RootKey.Create();
        using var gcm = new AesGcm(rootKey.Secret.Array, GcmDecryptor.TagLength);
        var dataKey = RandomNumberGenerator.GetBytes(32);
        var vector = RandomNumberGenerator.GetBytes(12);
        var (ciphertext, tag) = (new byte[32], new byte[16]);
        gcm.Encrypt(vector, dataKey, ciphertext, tag, Encoding.ASCII.GetBytes(ContentAlgorithm.Gcm));
        byte[] wrapped = [.. vector, .. ciphertext, .. tag];
        using var unwrapped = GcmKeyWrap.Unwrap(rootKey, wrapped, ContentAlgorithm.Gcm);
        Assert.Equal(dataKey, unwrapped!.Secret.Array);
        Assert.Null(GcmKeyWrap.Unwrap(rootKey, wrapped, ContentAlgorithm.Cbc));
        using var wrongKey = RootKey.Create();
        Assert.Null(GcmKeyWrap.Unwrap(wrongKey, wrapped, ContentAlgorithm.Gcm));
    }
}
