using System.Security;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Keys;

/// <summary>Root keys of 128 and 192 bits open objects of other clients, and are refused wherever something is written.</summary>
public sealed class ShortRootKeyTests
{
    const string Hexadecimal = "0123456789abcdef0123456789ABCDEF";

    /// <summary>What is accepted for each purpose: writing, reading, and reading with each specified size.</summary>
    public static TheoryData<string, string> Forms =>
        new()
        {
            { "raw 16", "128" },
            { "raw 24", "192" },
            { "raw 32", "write read 128 192" },
            { "raw 31", "" },
            { "base64 16", "read 128 192" },
            { "base64 24", "192" },
            { "base64 32", "write read 128 192" },
            { "base64 12", "" },
            { "base64 31", "" },
            { "hexadecimal 32", "" },
            { "typed 16", "" },
            { "typed 24", "" },
            { "typed 32", "" },
        };

    static RootKeyPurpose Purpose(string name) =>
        name switch
        {
            "write" => RootKeyPurpose.Write,
            "read" => RootKeyPurpose.Read(),
            _ => RootKeyPurpose.Read(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)),
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Each_form_is_accepted_for_its_purposes_alone(string form, string purposes)
    {
        var (kind, length) = (form.Split(' ')[0], int.Parse(form.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        // Neither text nor hexadecimal digits as base64.
        var bytes = Enumerable.Range(0xE0, length).Select(static i => (byte)i).ToArray();
        var content = kind switch
        {
            "raw" => bytes,
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)),
            "hexadecimal" => Encoding.ASCII.GetBytes(Hexadecimal),
            _ => Encoding.ASCII.GetBytes("correct horse battery, staple"[..Math.Min(length, 29)].PadRight(length, '!')),
        };
        foreach (var lineEnd in kind is "raw" ? new[] { "" } : ["", "\n", "\r\n"])
        {
            byte[] file = [.. content, .. Encoding.ASCII.GetBytes(lineEnd)];
            foreach (var name in new[] { "write", "read", "128", "192" })
            {
                if (purposes.Split(' ').Contains(name))
                {
                    using var key = RootKeyText.Parse(file, path: "a.key", Purpose(name));
                    Assert.Equal(bytes, key.Secret.Array);
                    Assert.Equal(kind is "raw" ? "Raw" : "Base64", key.Form);
                }
                else
                {
                    var exception = Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(file, path: "a.key", Purpose(name)));
                    Assert.DoesNotContain(Encoding.ASCII.GetString(content), exception.ToString(), StringComparison.Ordinal);
                }
                if (kind is "raw")
                    continue;
                using var text = new SecureString();
                foreach (var character in file)
                    text.AppendChar((char)character);
                if (purposes.Split(' ').Contains(name))
                {
                    using var key = RootKeyText.Parse(text, Purpose(name));
                    Assert.Equal(bytes, key.Secret.Array);
                }
                else
                {
                    Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(text, Purpose(name)));
                }
            }
        }
    }

    [Theory]
    [InlineData(16, "128 bits can only be used to read", "-RootKeySize 128")]
    [InlineData(24, "192 bits can only be used to read", "-RootKeySize 192")]
    public void The_error_says_what_a_short_key_is_and_where_it_is_accepted(int length, string forWriting, string forReading)
    {
        var raw = Enumerable.Repeat((byte)0xFF, length).ToArray();
        Assert.Contains(forWriting, Refusal(raw, RootKeyPurpose.Write), StringComparison.Ordinal);
        Assert.Contains(forReading, Refusal(raw, RootKeyPurpose.Read()), StringComparison.Ordinal);
        Assert.DoesNotContain("-RootKeySize", Refusal(raw, RootKeyPurpose.Write), StringComparison.Ordinal);
        var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(raw) + "\n");
        Assert.Contains(forWriting, Refusal(text, RootKeyPurpose.Write), StringComparison.Ordinal);
        if (length == 24)
            Assert.Contains(forReading, Refusal(text, RootKeyPurpose.Read()), StringComparison.Ordinal);
    }

    static string Refusal(byte[] content, RootKeyPurpose purpose) =>
        Assert.Throws<InvalidRootKeyException>(() => RootKeyText.Parse(content, path: null, purpose)).Message;

    [Fact]
    public void Hexadecimal_digits_are_never_taken_for_base64()
    {
        foreach (var purpose in new[] { RootKeyPurpose.Write, RootKeyPurpose.Read(), RootKeyPurpose.Read(192) })
        {
            foreach (var lineEnd in new[] { "", "\n" })
                Assert.Contains(
                    "32 characters of text",
                    Refusal(Encoding.ASCII.GetBytes(Hexadecimal + lineEnd), purpose),
                    StringComparison.Ordinal
                );
        }
    }

    [Fact]
    public void Every_random_key_is_read_in_its_forms() =>
        Pick.OneOf(16, 24)
            .SelectMany(static length => Gen.Byte.Array[length])
            .Sample(static bytes =>
            {
                var purpose = RootKeyPurpose.Read(bytes.Length * 8);
                using var key = RootKeyText.Parse(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)), path: null, purpose);
                return key.Secret.Span.SequenceEqual(bytes);
            });

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public void Nothing_is_written_with_a_short_key(int length)
    {
        using var key = new RootKey(SecretBytes.Random(length));
        using var dataKey = DataKey.Create();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.key");
        foreach (
            var write in new Action[]
            {
                () => KeyWrap.Wrap(key, dataKey),
                () => ContentEnvelope.Create(key, dataKey),
                () => RootKeyText.Format(key, RootKeyFormat.Raw),
                () => RootKeyText.ToSecureString(key),
                () => RootKeyFile.WriteNew(path, key, RootKeyFormat.Base64),
            }
        )
            Assert.Contains($"{8 * length} bits", Assert.Throws<InvalidRootKeyException>(write).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(33)]
    public void No_key_has_a_length_that_AES_does_not_have(int length)
    {
        using var bytes = new SecretBytes(length);
        Assert.Throws<InvalidRootKeyException>(() => new RootKey(bytes));
    }

    /// <summary>Only a 128-bit key is recognized without its size; a file with the checksum of another must not look like a key when it is sent.</summary>
    [Fact]
    public void A_key_file_is_described_and_a_checksum_is_not_taken_for_one()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.key");
        File.WriteAllText(path, Convert.ToBase64String(new byte[16]) + "\n");
        using var key = RootKeyFile.Read(path, RootKeyPurpose.Read());
        Assert.Equal(key.Fingerprint, RootKeyFile.Describe(path).Fingerprint);
        Assert.Null(RootKeyFile.FingerprintIn(path));
        Assert.Throws<InvalidRootKeyException>(() => RootKeyFile.Read(path));
    }

    [Fact]
    public void A_typed_key_is_recognized()
    {
        Assert.True(RootKeyText.LooksLikeKey(Convert.ToBase64String(new byte[16])));
        Assert.True(RootKeyText.LooksLikeKey(Hexadecimal));
        Assert.True(RootKeyText.LooksLikeKey(new string('a', 48)));
        Assert.False(RootKeyText.LooksLikeKey("customers-archive-2025.key"));
        Assert.False(RootKeyText.LooksLikeKey(new string('x', 32)));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Keys_that_ECB_wraps_are_unwrapped_by_the_right_key_alone(int length)
    {
        using var rootKey = new RootKey(SecretBytes.Random(length));
        using var wrongKey = new RootKey(SecretBytes.Random(length));
        using var aes = Aes.Create();
        aes.Key = rootKey.Secret.Array;
        foreach (var dataKeyLength in new[] { 16, 24, 32 })
        {
            var dataKey = RandomNumberGenerator.GetBytes(dataKeyLength);
            var wrapped = aes.EncryptEcb(dataKey, PaddingMode.PKCS7);
            using var opened = KeyWrap.Unwrap(rootKey, wrapped);
            Assert.Equal(dataKey, opened!.Secret.Array);
            Assert.Null(KeyWrap.Unwrap(wrongKey, wrapped));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    public void Keys_that_GCM_wraps_are_unwrapped_by_the_right_key_alone(int length)
    {
        using var rootKey = new RootKey(SecretBytes.Random(length));
        using var wrongKey = new RootKey(SecretBytes.Random(length));
        using var gcm = new AesGcm(rootKey.Secret.Array, GcmDecryptor.TagLength);
        var (dataKey, vector) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(GcmDecryptor.VectorLength));
        var (ciphertext, tag) = (new byte[32], new byte[GcmDecryptor.TagLength]);
        gcm.Encrypt(vector, dataKey, ciphertext, tag, Encoding.ASCII.GetBytes(ContentAlgorithm.Gcm));
        byte[] wrapped = [.. vector, .. ciphertext, .. tag];
        using var opened = GcmKeyWrap.Unwrap(rootKey, wrapped, ContentAlgorithm.Gcm);
        Assert.Equal(dataKey, opened!.Secret.Array);
        Assert.Null(GcmKeyWrap.Unwrap(wrongKey, wrapped, ContentAlgorithm.Gcm));
    }

    /// <summary>RFC 3394, sections 4.1, 4.2 and 4.4: the keys 00 01 02 ... of 128 and 192 bits.</summary>
    [Theory]
    [InlineData(16, "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5", "00112233445566778899AABBCCDDEEFF")]
    [InlineData(24, "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D", "00112233445566778899AABBCCDDEEFF")]
    [InlineData(24, "031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2", "00112233445566778899AABBCCDDEEFF0001020304050607")]
    public void Keys_that_RFC_3394_wraps_are_unwrapped(int length, string wrapped, string expected)
    {
        using var rootKey = new RootKey(SecretBytes.CopyOf([.. Enumerable.Range(0, length).Select(static i => (byte)i)]));
        using var dataKey = Rfc3394KeyWrap.Unwrap(rootKey, Convert.FromHexString(wrapped));
        Assert.Equal(expected, Convert.ToHexString(dataKey!.Secret.Array));
    }
}
