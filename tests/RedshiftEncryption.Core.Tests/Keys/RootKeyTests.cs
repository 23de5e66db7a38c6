using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RedshiftEncryption.Tests.Keys;

public sealed class RootKeyTests
{
    [Fact]
    public void Two_keys_are_two_keys()
    {
        using var one = RootKey.Create();
        using var other = RootKey.Create();
        Assert.NotEqual(one.Secret.Array, other.Secret.Array);
        Assert.NotEqual(one.Fingerprint, other.Fingerprint);
    }

    [Fact]
    public void The_fingerprint_is_half_an_hmac_of_fixed_words()
    {
        using var key = RootKey.Create();
        var hash = HMACSHA256.HashData(key.Secret.Array, Encoding.ASCII.GetBytes("RedshiftEncryption root key fingerprint"));
        Assert.Equal(Convert.ToHexStringLower(hash.AsSpan(0, 16)), key.Fingerprint);
    }

    [Fact]
    public void Disposing_zeroes_the_bytes_and_ends_their_use()
    {
        var key = RootKey.Create();
        var bytes = key.Secret.Array;
        key.Dispose();
        Assert.All(bytes, static value => Assert.Equal(0, value));
        Assert.Throws<ObjectDisposedException>(() => key.Secret.Array);
    }

    [Fact]
    public void A_copy_outlives_its_original()
    {
        var key = RootKey.Create();
        var bytes = key.Secret.Array.ToArray();
        using var copy = key.Copy();
        key.Dispose();
        Assert.Equal(bytes, copy.Secret.Array);
    }

    [Fact]
    public void Neither_text_nor_json_holds_the_key()
    {
        using var key = RootKey.Create();
        var base64 = Convert.ToBase64String(key.Secret.Array);
        var hexadecimal = Convert.ToHexString(key.Secret.Array);
        foreach (var text in new[] { key.ToString(), JsonSerializer.Serialize(key) })
        {
            Assert.DoesNotContain(base64, text, StringComparison.Ordinal);
            Assert.DoesNotContain(hexadecimal, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Nothing_public_makes_a_key_of_a_string()
    {
        var type = typeof(RootKey);
        Assert.Empty(type.GetConstructors());
        Assert.DoesNotContain(
            type.GetMethods(BindingFlags.Public | BindingFlags.Static),
            static method => method.Name is "Parse" or "op_Implicit" or "op_Explicit"
        );
        Assert.DoesNotContain(type.GetProperties(), static property => property.CanWrite);
    }
}
