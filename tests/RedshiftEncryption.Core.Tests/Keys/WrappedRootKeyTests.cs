using System.Text;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Tests.Keys;

public sealed class WrappedRootKeyTests : IDisposable
{
    const string Arn = "arn:aws:kms:eu-central-1:111122223333:key/sales";

    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("rootkey");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var wrapped = new WrappedRootKey(Arn, "eu-central-1", new string('a', 32), [1, 2, 3]);
        var read = WrappedRootKeyText.Parse(WrappedRootKeyText.Format(wrapped), "sales.key");
        Assert.Equal((wrapped.KeyId, wrapped.Region, wrapped.Fingerprint), (read.KeyId, read.Region, read.Fingerprint));
        Assert.Equal(wrapped.Ciphertext, read.Ciphertext);
    }

    [Fact]
    public void A_raw_key_may_begin_as_json_does()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)'{', 31), 1];
        var path = Path.Combine(directory.FullName, "raw.key");
        File.WriteAllBytes(path, bytes);
        using var key = RootKeyFile.Read(path);
        Assert.Equal(bytes, key.Secret.Array);
    }

    /// <summary>Cut anywhere, a file is refused with its name and without its content.</summary>
    [Fact]
    public void Half_a_file_is_refused()
    {
        const string Marker = "Q0lQSEVSVEVYVA==";
        var whole = WrappedRootKeyText.Format(
            new WrappedRootKey(Arn, "eu-central-1", new string('a', 32), Convert.FromBase64String(Marker))
        );
        for (var length = 33; length < whole.Length - 3; length++)
        {
            var exception = Assert.Throws<InvalidRootKeyException>(() => WrappedRootKeyText.Parse(whole.AsSpan(0, length), "sales.key"));
            Assert.Contains("sales.key", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Marker[..8], exception.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"format\":\"\\ud800\"}")]
    [InlineData("{\"format\":1,\"keyId\":\"k\",\"region\":\"r\"}")]
    [InlineData("{\"format\":\"RedshiftEncryption root key, encrypted by AWS KMS, version 1\",\"encryptionContext\":[]}")]
    public void Other_json_is_refused(string json) =>
        Assert.Throws<InvalidRootKeyException>(() => WrappedRootKeyText.Parse(Encoding.UTF8.GetBytes(json), "sales.key"));

    [Theory]
    [InlineData("arn:aws:kms:eu-central-1:111122223333:key/sales", "eu-central-1")]
    [InlineData("arn:aws-cn:kms:cn-north-1:111122223333:alias/sales", "cn-north-1")]
    [InlineData("alias/sales", null)]
    [InlineData("arn:aws:kms", null)]
    [InlineData("1234abcd-12ab-34cd-56ef-1234567890ab", null)]
    public void The_region_is_in_the_arn(string keyId, string? region) => Assert.Equal(region, RootKeyWrapping.RegionOf(keyId));

    [Fact]
    public async Task A_key_is_wrapped_with_its_fingerprint_and_unwrapped()
    {
        using var key = RootKey.Create();
        using var protection = new FakeKeyProtection();
        var wrapped = await RootKeyWrapping.WrapAsync(protection, "alias/sales", key, TestContext.Current.CancellationToken);
        Assert.Equal(key.Fingerprint, protection.Context["fingerprint"]);
        Assert.Equal("RedshiftEncryption root key", protection.Context["purpose"]);
        using var unwrapped = await RootKeyWrapping.UnwrapAsync(protection, wrapped, "sales.key", TestContext.Current.CancellationToken);
        Assert.Equal(key.Secret.Array, unwrapped.Secret.Array);
        Assert.Equal("sales.key", unwrapped.Path);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public async Task A_key_that_does_not_come_back_is_not_wrapped(int length)
    {
        using var key = RootKey.Create();
        using var protection = new FakeKeyProtection { Answer = SecretBytes.Random(length) };
        var refusal = await Assert.ThrowsAsync<KeyProtectionException>(() =>
            RootKeyWrapping.WrapAsync(protection, "alias/sales", key, TestContext.Current.CancellationToken)
        );
        Assert.Equal(KeyProtectionFault.KmsInvalidResponse, refusal.Fault);
        Assert.Throws<ObjectDisposedException>(() => protection.Answer.Array);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(33)]
    public async Task What_is_not_the_key_of_the_fingerprint_is_refused_and_zeroed(int length)
    {
        using var protection = new FakeKeyProtection { Answer = SecretBytes.Random(length) };
        var wrapped = new WrappedRootKey(Arn, "eu-central-1", new string('a', 32), [1]);
        await Assert.ThrowsAsync<InvalidRootKeyException>(() =>
            RootKeyWrapping.UnwrapAsync(protection, wrapped, "sales.key", TestContext.Current.CancellationToken)
        );
        Assert.Throws<ObjectDisposedException>(() => protection.Answer.Array);
    }

    /// <summary>Returns its input.</summary>
    sealed class FakeKeyProtection : IKeyProtection
    {
        public string Region => "eu-central-1";

        public IReadOnlyDictionary<string, string> Context { get; private set; } = new Dictionary<string, string>();

        public SecretBytes? Answer { get; init; }

        public Task<(string KeyId, byte[] Ciphertext)> EncryptAsync(
            string keyId,
            SecretBytes key,
            IReadOnlyDictionary<string, string> context,
            CancellationToken cancellationToken
        )
        {
            Context = context;
            return Task.FromResult((Arn, key.Span.ToArray()));
        }

        public Task<SecretBytes> DecryptAsync(
            KeyPurpose purpose,
            string? keyId,
            byte[] ciphertext,
            IReadOnlyDictionary<string, string> context,
            CancellationToken cancellationToken
        )
        {
            Assert.Equal((KeyPurpose.RootKey, Arn), (purpose, keyId));
            return Task.FromResult(Answer ?? SecretBytes.CopyOf(ciphertext));
        }

        public void Dispose() { }
    }
}
