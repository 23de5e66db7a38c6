using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

public sealed class ContentStampTests
{
    static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(static number => (byte)number)];
    static readonly byte[] Hash = SHA256.HashData("content"u8);

    static string Of(byte[] key, byte[] hash)
    {
        using var dataKey = new DataKey(SecretBytes.CopyOf(key));
        return ContentStamp.Of(dataKey, hash);
    }

    [Fact]
    public void It_is_an_HMAC_of_the_hash_under_a_key_of_its_own()
    {
        var derived = HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes("RedshiftEncryption content stamp v1"));
        Assert.Equal("v1:" + Convert.ToBase64String(HMACSHA256.HashData(derived, Hash)), Of(Key, Hash));
    }

    [Fact]
    public void It_depends_on_the_data_key_and_on_the_content()
    {
        Assert.NotEqual(Of(Key, Hash), Of([.. Key.Reverse()], Hash));
        Assert.NotEqual(Of(Key, Hash), Of(Key, SHA256.HashData("contents"u8)));
    }
}
