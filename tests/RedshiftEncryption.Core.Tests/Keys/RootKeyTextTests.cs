using System.Security;
using System.Text;
using CsCheck;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Keys;

public sealed class RootKeyTextTests
{
    static readonly byte[] Bytes = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];
    static readonly string Base64 = Convert.ToBase64String(Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Base64_text_is_read_with_or_without_a_line_end(string lineEnd)
    {
        using var key = RootKeyText.Parse(Encoding.ASCII.GetBytes(Base64 + lineEnd));
        Assert.Equal(Bytes, key.Secret.Array);
    }

    [Fact]
    public void Raw_bytes_are_read()
    {
        using var key = RootKeyText.Parse(Bytes);
        Assert.Equal(Bytes, key.Secret.Array);
    }

    [Fact]
    public void Every_other_length_is_refused_with_its_actual_size()
    {
        for (var length = 0; length <= 200; length++)
        {
            if (length == 32)
                continue;
            // 0xFF is not base64, so the length is that of the bytes themselves.
            var exception = Assert.Throws<InvalidRootKeyException>(() =>
                RootKeyText.Parse(Enumerable.Repeat((byte)0xFF, length).ToArray())
            );
            Assert.Contains(length == 1 ? "1 byte " : $"{length} bytes", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Base64_of_another_length_is_refused_with_the_decoded_size(int length)
    {
        // Not zeros: their base64 consists of A, which is also a hexadecimal digit.
        var bytes = Enumerable.Range(1, length).Select(static i => (byte)i).ToArray();
        var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes) + "\n");
        // The base64 text of 24 bytes is itself 32 bytes long without its line end.
        var exception = Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(text));
        Assert.Contains($"{length} bytes", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\n\n")]
    [InlineData("x")]
    public void Text_with_anything_around_it_is_refused(string tail) =>
        Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(Encoding.ASCII.GetBytes(Base64 + tail)));

    [Fact]
    public void White_space_inside_is_refused() =>
        Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(Encoding.ASCII.GetBytes(Base64.Insert(20, " \n  "))));

    [Fact]
    public void No_message_repeats_what_was_given()
    {
        var text = Convert.ToBase64String(Encoding.ASCII.GetBytes("this is a secret of no use at all"));
        var exception = Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(Encoding.ASCII.GetBytes(text)));
        Assert.DoesNotContain(text, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("this is a secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secure_string_makes_the_round_trip()
    {
        using var key = RootKey.Create();
        using var text = RootKeyText.ToSecureString(key);
        using var again = RootKeyText.Parse(text);
        Assert.Equal(key.Secret.Array, again.Secret.Array);
    }

    [Fact]
    public void A_secure_string_that_is_no_key_is_refused()
    {
        using var text = new SecureString();
        foreach (var character in "päßwörd")
            text.AppendChar(character);
        Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(text));
    }

    [Fact]
    public void The_text_of_32_bytes_looks_like_a_key_in_every_writing()
    {
        Assert.True(RootKeyText.LooksLikeKey(Base64));
        Assert.True(RootKeyText.LooksLikeKey($"  {Base64}\n"));
        Assert.True(RootKeyText.LooksLikeKey(Base64.TrimEnd('=')));
        Assert.True(RootKeyText.LooksLikeKey(Base64.Replace('+', '-').Replace('/', '_')));
        Assert.True(RootKeyText.LooksLikeKey(Convert.ToHexString(Bytes)));
        Assert.True(RootKeyText.LooksLikeKey(Convert.ToHexStringLower(Bytes)));
        Assert.False(RootKeyText.LooksLikeKey("./sales.key"));
        Assert.False(RootKeyText.LooksLikeKey(Convert.ToBase64String(new byte[30])));
        Assert.False(RootKeyText.LooksLikeKey(new string('ä', 44)));
        Assert.False(RootKeyText.LooksLikeKey(""));
    }

    [Fact]
    public void Every_key_makes_the_round_trip_in_both_forms() =>
        Gen
            .Byte.Array[32]
            .Select(Gen.Enum<RootKeyFormat>())
            .Sample(
                (bytes, format) =>
                {
                    using var key = new RootKey(SecretBytes.CopyOf(bytes));
                    using var text = RootKeyText.Format(key, format);
                    using var again = RootKeyText.Parse(text.Span);
                    return again.Secret.Span.SequenceEqual(bytes)
                        && string.Equals(again.Fingerprint, key.Fingerprint, StringComparison.Ordinal);
                }
            );
}
