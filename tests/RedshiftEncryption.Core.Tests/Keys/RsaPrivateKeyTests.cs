using System.Reflection;
using System.Runtime.Versioning;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Keys;

/// <summary>
/// The files in Vectors/rsa and the wrapped keys here are OpenSSL's:
/// <code>
/// openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out pkcs8.pem
/// openssl rsa -in pkcs8.pem -traditional -out pkcs1.pem
/// openssl rsa -in pkcs8.pem -traditional -aes128 -passout pass:password -out pkcs1-encrypted.pem
/// openssl pkcs8 -topk8 -in pkcs8.pem -passout pass:pässword -out pkcs8-encrypted.pem  # and -scrypt
/// openssl pkeyutl -encrypt -in key -pubin -inkey public.pem -pkeyopt rsa_padding_mode:pkcs1 | base64 -w0  # and oaep
/// </code>
/// The key is 32 characters K; for OAEP, with a blank (32) before and the algorithm's name behind.
/// </summary>
public sealed class RsaPrivateKeyTests
{
    /// <summary>openssl pkey -in pkcs8.pem -pubout -outform DER | openssl dgst -sha256, the first 32 digits.</summary>
    const string Fingerprint = "44f8700d49076defa38266a99f4bd996";

    const string Gcm = "AES/GCM/NoPadding";

    static readonly byte[] DataKey = Encoding.ASCII.GetBytes(new string('K', 32));

    static readonly byte[] Pkcs1 = Convert.FromBase64String(
        "OaN4ublt9SGEIQMJRkPKDHXvk+utu65pqu3hdgiBu15pPDJit6AiHhq/Aky0MtOVUDHhe8l6B10NAyziA75yalvS8TPIAsFpuU3gPORjpaTEEtsw0YUy"
            + "AxsmwHIwzRX4ZY0ZNC/d+0WWyUAcw2vED5MR0LNJnqGuf011v7f+z6c="
    );

    static readonly byte[] OaepOfV2 = Convert.FromBase64String(
        "Cd7+hpuJ6Mb9ys72Yb01EyWpmuJpgz1cn7/PHivOAEOedb3kRm8CuWit4RkmfDh/KAIukUhquupGVYayL1AH3HOintSibWu/Vu+LYdoT1JWsf+a2piND"
            + "C+KH5i2Rcb07vI16FXhpEEKZkw1+vqzothGen07z9Luqfi6KQ5xpGKo="
    );

    static readonly byte[] OaepOfV3 = Convert.FromBase64String(
        "eBoIqsZSwO2Ub7xK3LKPMyKeRBOsosaMIahqpuyCltKzHRYE2r4st6cw7prtIuTQVlXoG/dIbFflvccF1PoEUOTY1jfD8l8qMM09KTuylIl02zpvF3qC"
            + "IMzbYYL9rrEnstKtUnExfQJ3XM9LgePKTXmKNroCqMy720p0IUwR0Oo="
    );

    static byte[] FileContent(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "rsa", name));

    static RsaPrivateKey Key() => RsaPrivateKey.Parse(FileContent("pkcs8.pem"), passphrase: null, path: null);

    static RSA PublicKey()
    {
        var key = RSA.Create();
        key.ImportFromPem(Encoding.ASCII.GetString(FileContent("public.pem")));
        return key;
    }

    static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text)
            secure.AppendChar(character);
        return secure;
    }

    [Theory]
    [InlineData("pkcs8.pem", null)]
    [InlineData("pkcs8.pem", "not needed")]
    [InlineData("pkcs1.pem", null)]
    [InlineData("pkcs8-encrypted.pem", "pässword")]
    [InlineData("certificate-and-key.pem", null)]
    public void The_forms_of_OpenSSL_are_read(string file, string? passphrase)
    {
        using var secure = passphrase is null ? null : Secure(passphrase);
        using var key = RsaPrivateKey.Parse(FileContent(file), secure, "a.pem");
        Assert.Equal(Fingerprint, key.Fingerprint);
        Assert.Equal(1024, key.KeySize);
        Assert.Equal("a.pem", key.Path);
        Assert.Equal($"RsaPrivateKey {Fingerprint}", key.ToString());
        using var dataKey = key.UnwrapPkcs1(Pkcs1);
        Assert.Equal(DataKey, dataKey!.Secret.Array);
    }

    [Fact]
    public void A_byte_order_mark_and_line_ends_of_Windows_do_not_matter()
    {
        var text = Encoding.ASCII.GetString(FileContent("pkcs8.pem")).Replace("\n", "\r\n", StringComparison.Ordinal);
        using var key = RsaPrivateKey.Parse([0xef, 0xbb, 0xbf, .. Encoding.ASCII.GetBytes(text)], passphrase: null, path: null);
        Assert.Equal(Fingerprint, key.Fingerprint);
    }

    [Theory]
    [InlineData("pkcs1-encrypted.pem", "openssl pkcs8 -topk8")]
    [InlineData("public.pem", "only a public key")]
    [InlineData("certificate.pem", "a certificate")]
    [InlineData("ec-pkcs8.pem", "elliptic-curve")]
    [InlineData("ec-sec1.pem", "elliptic-curve")]
    [InlineData("ec-encrypted.pem", "elliptic-curve")]
    [InlineData("openssh.pem", "ssh-keygen -p -m PKCS8")]
    [InlineData("pkcs8-scrypt.pem", "scrypt")]
    public void Other_files_are_refused_by_name(string file, string says)
    {
        using var passphrase = Secure("pässword");
        var exception = Assert.Throws<InvalidPrivateKeyException>(() => RsaPrivateKey.Parse(FileContent(file), passphrase, "a.pem"));
        Assert.Contains("'a.pem'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
        AssertSilent(exception, FileContent(file));
    }

    [Theory]
    [InlineData(null, "was not specified")]
    [InlineData("", "is wrong")]
    [InlineData("password", "is wrong")]
    public void A_missing_or_wrong_passphrase_is_told_apart(string? passphrase, string says)
    {
        using var secure = passphrase is null ? null : Secure(passphrase);
        var exception = Assert.Throws<InvalidPrivateKeyException>(() =>
            RsaPrivateKey.Parse(FileContent("pkcs8-encrypted.pem"), secure, "a.pem")
        );
        Assert.True(exception.NeedsPassphrase);
        Assert.Contains("-PrivateKeyPassphrase", exception.Message, StringComparison.Ordinal);
        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_in_one_file_are_refused()
    {
        byte[] both = [.. FileContent("pkcs8.pem"), .. FileContent("pkcs1.pem")];
        var exception = Assert.Throws<InvalidPrivateKeyException>(() => RsaPrivateKey.Parse(both, passphrase: null, path: null));
        Assert.Contains("several private keys", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_refused_wherever_the_damage_is_and_without_quoting_them()
    {
        var whole = FileContent("pkcs8.pem");
        for (var i = 0; i < whole.Length; i += 7)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x01;
            foreach (var content in new[] { damaged, whole[..i] })
            {
                try
                {
                    using var key = RsaPrivateKey.Parse(content, passphrase: null, path: null);
                    // Only where it does not matter: in redundant numbers, which OpenSSL does not use to decrypt.
                    Assert.Equal(Fingerprint, key.Fingerprint);
                    using var dataKey = key.UnwrapPkcs1(Pkcs1);
                    Assert.Equal(DataKey, dataKey!.Secret.Array);
                }
                catch (InvalidPrivateKeyException exception)
                {
                    AssertSilent(exception, whole);
                }
            }
        }
    }

    [Fact]
    public void Any_bytes_are_refused() =>
        Gen
            .Byte.Array[0, 200]
            .Sample(static bytes =>
                Assert.Throws<InvalidPrivateKeyException>(() => RsaPrivateKey.Parse(bytes, passphrase: null, path: null)) is not null
            );

    [Fact]
    public void Keys_that_OpenSSL_wrapped_are_unwrapped()
    {
        using var key = Key();
        using var first = key.UnwrapPkcs1(Pkcs1);
        using var second = key.UnwrapOaepSha1(OaepOfV2, Gcm, out var obstacleOfV2);
        using var third = key.UnwrapOaepSha1(OaepOfV3, "115", out var obstacleOfV3);
        Assert.All([first, second, third], static dataKey => Assert.Equal(DataKey, dataKey!.Secret.Array));
        Assert.Null(obstacleOfV2);
        Assert.Null(obstacleOfV3);
    }

    [Fact]
    public void Another_content_algorithm_is_an_obstacle_and_not_a_wrong_key()
    {
        using var key = Key();
        Assert.Null(key.UnwrapOaepSha1(OaepOfV2, "115", out var obstacle));
        Assert.Equal("its data key was wrapped for another content algorithm than '115'", obstacle);
        Assert.Null(key.UnwrapOaepSha1(OaepOfV3, Gcm, out obstacle));
        Assert.NotNull(obstacle);
    }

    [Fact]
    public void A_wrong_key_opens_nothing()
    {
        using var rsa = RSA.Create(1024);
        using var key = RsaPrivateKey.Of(rsa);
        Assert.Null(key.UnwrapPkcs1(Pkcs1));
        Assert.Null(key.UnwrapOaepSha1(OaepOfV2, Gcm, out var obstacle));
        Assert.Null(obstacle);
    }

    /// <summary>Enough to find a platform that returns random bytes in place of an error: about 1 in 25 would have a key's length.</summary>
    [Fact]
    public void No_wrapped_key_of_another_key_looks_like_one()
    {
        using var key = Key();
        using var rsa = RSA.Create(1024);
        for (var i = 0; i < 300; i++)
            Assert.Null(key.UnwrapPkcs1(rsa.Encrypt(DataKey, RSAEncryptionPadding.Pkcs1)));
    }

    [Fact]
    public void A_wrapped_key_of_any_other_length_opens_nothing()
    {
        using var key = Key();
        for (var length = 0; length <= 2 * Pkcs1.Length; length++)
        {
            if (length == Pkcs1.Length)
                continue;
            byte[] Resized(byte[] wrapped) =>
                [.. wrapped[..Math.Min(length, wrapped.Length)], .. new byte[Math.Max(0, length - wrapped.Length)]];
            Assert.Null(key.UnwrapPkcs1(Resized(Pkcs1)));
            Assert.Null(key.UnwrapOaepSha1(Resized(OaepOfV2), Gcm, out var obstacle));
            Assert.Null(obstacle);
        }
    }

    [Fact]
    public void Tampering_with_any_byte_makes_it_a_wrong_key()
    {
        using var key = Key();
        for (var i = 0; i < Pkcs1.Length; i++)
        {
            foreach (var bit in new byte[] { 0x01, 0x80 })
            {
                var (first, second) = (Pkcs1.ToArray(), OaepOfV2.ToArray());
                first[i] ^= bit;
                second[i] ^= bit;
                Assert.Null(key.UnwrapPkcs1(first));
                Assert.Null(key.UnwrapOaepSha1(second, Gcm, out var obstacle));
                Assert.Null(obstacle);
            }
        }
    }

    [Fact]
    public void PKCS1_opens_keys_of_AES_lengths_alone()
    {
        using var key = Key();
        using var publicKey = PublicKey();
        for (var length = 0; length <= 128 - 11; length++)
        {
            using var dataKey = key.UnwrapPkcs1(
                publicKey.Encrypt(DataKey.Length < length ? new byte[length] : DataKey[..length], RSAEncryptionPadding.Pkcs1)
            );
            Assert.Equal(length is 16 or 24 or 32, dataKey is not null);
        }
    }

    [Fact]
    public void OAEP_opens_its_exact_layout_alone()
    {
        using var key = Key();
        using var publicKey = PublicKey();
        var opened = 0;
        foreach (var stated in new byte[] { 0, 1, 15, 16, 17, 24, 31, 32, 33, 35, 255 })
        {
            foreach (var actual in new[] { 0, 13, 15, 16, 17, 21, 24, 29, 31, 32, 33 })
            {
                foreach (var name in new[] { "115", "116", "11", "1155", "" })
                {
                    byte[] content = [stated, .. RandomNumberGenerator.GetBytes(actual), .. Encoding.ASCII.GetBytes(name)];
                    using var dataKey = key.UnwrapOaepSha1(
                        publicKey.Encrypt(content, RSAEncryptionPadding.OaepSHA1),
                        "115",
                        out var obstacle
                    );
                    var isExact = stated is 16 or 24 or 32 && actual == stated && name is "115";
                    Assert.Equal(isExact, dataKey is not null);
                    Assert.Equal(isExact, obstacle is null);
                    if (!isExact)
                        continue;
                    Assert.Equal(content[1..^3], dataKey!.Secret.Array);
                    opened++;
                }
            }
        }
        Assert.Equal(3, opened);
        Assert.Null(key.UnwrapOaepSha1(publicKey.Encrypt([], RSAEncryptionPadding.OaepSHA1), "115", out var empty));
        Assert.NotNull(empty);
    }

    [Fact]
    public void An_object_of_the_caller_stays_usable()
    {
        using var rsa = RSA.Create(1024);
        var key = RsaPrivateKey.Of(rsa);
        var wrapped = rsa.Encrypt(DataKey, RSAEncryptionPadding.Pkcs1);
        using (var dataKey = key.UnwrapPkcs1(wrapped))
            Assert.Equal(DataKey, dataKey!.Secret.Array);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.UnwrapPkcs1(wrapped));
        Assert.Throws<ObjectDisposedException>(() => key.UnwrapOaepSha1(wrapped, "115", out _));
        Assert.Equal(DataKey, rsa.Decrypt(wrapped, RSAEncryptionPadding.Pkcs1));
    }

    [Fact]
    public void An_object_without_a_private_part_is_refused()
    {
        using var rsa = RSA.Create(1024);
        using var publicKey = RSA.Create(rsa.ExportParameters(includePrivateParameters: false));
        var exception = Assert.Throws<InvalidPrivateKeyException>(() => RsaPrivateKey.Of(publicKey));
        Assert.Contains("only a public key", exception.Message, StringComparison.Ordinal);
        publicKey.Dispose();
        Assert.Throws<InvalidPrivateKeyException>(() => RsaPrivateKey.Of(publicKey));
    }

    [Fact]
    public void A_key_that_was_read_ends_with_its_disposal()
    {
        var key = Key();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.UnwrapPkcs1(Pkcs1));
        Assert.Throws<ObjectDisposedException>(key.ThrowIfDisposed);
    }

    [Fact]
    public void Many_threads_share_a_key()
    {
        using var key = Key();
        Parallel.For(
            0,
            200,
            _ =>
            {
                using var first = key.UnwrapPkcs1(Pkcs1);
                using var second = key.UnwrapOaepSha1(OaepOfV2, Gcm, out var obstacle);
                Assert.Equal(first!.Secret.Array, second!.Secret.Array);
            }
        );
    }

    [Fact]
    public void Neither_text_nor_json_holds_the_key()
    {
        using var key = Key();
        Assert.Equal($$"""{"Fingerprint":"{{Fingerprint}}","Path":null,"KeySize":1024}""", JsonSerializer.Serialize(key));
    }

    [Fact]
    public void Nothing_public_makes_a_key_of_a_string()
    {
        var type = typeof(RsaPrivateKey);
        Assert.Empty(type.GetConstructors());
        Assert.Empty(type.GetMethods(BindingFlags.Public | BindingFlags.Static));
        Assert.DoesNotContain(type.GetProperties(), static property => property.CanWrite);
    }

    [Fact(Skip = "Unix modes.", SkipWhen = nameof(Platform.IsWindows), SkipType = typeof(Platform))]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_others_can_read_is_exposed_unless_a_passphrase_protects_it()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "pkcs8.pem", "pkcs8-encrypted.pem" })
        {
            var path = Path.Combine(folder.Path, name);
            File.WriteAllBytes(path, FileContent(name));
            using var passphrase = Secure("pässword");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            using (var exposed = RsaPrivateKeyFile.Read(path, passphrase))
                Assert.Equal(name is "pkcs8.pem" ? path : null, exposed.Exposure?.Path);
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
            using var own = RsaPrivateKeyFile.Read(path, passphrase);
            Assert.Null(own.Exposure);
            Assert.Equal(path, own.Path);
        }
    }

    [Fact]
    public void A_large_file_is_not_read_whole()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "video.pem");
        using (var file = File.Create(path))
            file.SetLength(1L << 40);
        Assert.Throws<InvalidPrivateKeyException>(() => RsaPrivateKeyFile.Read(path, passphrase: null));
    }

    /// <summary>Asserts that neither a line of the file nor the passphrase is in an error.</summary>
    static void AssertSilent(Exception exception, byte[] file)
    {
        foreach (var line in Encoding.UTF8.GetString(file).Split('\n').Where(static line => line.Length > 40))
            Assert.DoesNotContain(line[..20], exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pässword", exception.ToString(), StringComparison.Ordinal);
    }
}
