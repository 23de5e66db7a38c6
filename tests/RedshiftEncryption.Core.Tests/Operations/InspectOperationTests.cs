using System.Text;
using System.Text.Json;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Operations;

public sealed class InspectOperationTests : IDisposable
{
    const string Key = "sales/data.csv";
    const int CiphertextLength = 112;

    readonly MemoryStore store = new();
    readonly RootKey rootKey = RootKey.Create();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => rootKey.Dispose();

    Task<EncryptedS3Object> InspectAsync(string key, params RootKey[] keys) =>
        new InspectOperation(store).RunAsync(new InspectRequest(new S3Address("b", key), new KeyRing(keys)), Token);

    static Dictionary<string, string> V1(RootKey key, long? length = 100)
    {
        using var dataKey = DataKey.Create();
        var envelope = ContentEnvelope.Create(key, dataKey);
        return new((length is { } known ? envelope.WithLength(known) : envelope).ToMetadata(), StringComparer.Ordinal);
    }

    static Dictionary<string, string> Fields(string fields) =>
        fields
            .Split(';')
            .Select(static field => field.Split('=', 2))
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);

    Task<EncryptedS3Object> InspectV1Async(Func<ObjectDescription, ObjectDescription> reported)
    {
        store.Add(Key, new byte[CiphertextLength], V1(rootKey));
        store.Reported = reported;
        return InspectAsync(Key);
    }

    [Fact]
    public async Task A_V1_object_is_described_with_or_without_its_key()
    {
        var modified = new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
        store.Add(Key, new byte[CiphertextLength], V1(rootKey));
        store.Reported = description =>
            description with
            {
                LastModifiedUtc = modified,
                VersionId = "v",
                ServerSideEncryption = "aws:kms",
                KmsKeyId = "k",
                StorageClass = "STANDARD_IA",
            };
        foreach (var keys in new[] { [], new[] { rootKey } })
        {
            var found = await InspectAsync(Key, keys);
            Assert.Equal(("b", Key, "v"), (found.BucketName, found.Key, found.VersionId));
            Assert.Equal((store.Region, store.EndpointUrl, store.ProfileName), (found.Region, found.EndpointUrl, found.ProfileName));
            Assert.Equal((CiphertextLength, 100L), (found.Length, found.PlaintextLength));
            Assert.Equal(("V1", "AES/CBC/PKCS5Padding", "AES/ECB/PKCS5Padding"), (found.Envelope, found.ContentCipher, found.KeyWrap));
            Assert.Equal(
                ("aws:kms", "k", "STANDARD_IA", "etag", modified),
                (found.ServerSideEncryption, found.KmsKeyId, found.StorageClass, found.ETag, found.LastModified)
            );
            Assert.Null(found.CopyObstacle);
            Assert.Null(found.Compression);
            Assert.Equal(keys.Length == 0 ? null : rootKey.Fingerprint, found.OpenedBy);
            Assert.Equal(found.OpenedBy, found.RootKeyFingerprint);
        }
    }

    [Fact]
    public async Task Of_several_root_keys_the_one_that_opens_is_named()
    {
        using var other = RootKey.Create();
        using var stranger = RootKey.Create();
        store.Add("1", new byte[CiphertextLength], V1(rootKey));
        store.Add("2", new byte[CiphertextLength], V1(other));
        store.Add("3", new byte[CiphertextLength], V1(stranger));
        Assert.Equal(rootKey.Fingerprint, (await InspectAsync("1", other, rootKey)).OpenedBy);
        Assert.Equal(other.Fingerprint, (await InspectAsync("2", other, rootKey)).OpenedBy);
        Assert.Null((await InspectAsync("3", other, rootKey)).OpenedBy);
    }

    [Fact]
    public async Task Objects_under_one_root_key_are_one_group_without_any_key()
    {
        using var other = RootKey.Create();
        for (var i = 0; i < 10; i++)
        {
            store.Add($"mine/{i}", new byte[CiphertextLength], V1(rootKey));
            store.Add($"other/{i}", new byte[CiphertextLength], V1(other));
        }
        var found = await Task.WhenAll(store.Objects.Keys.Select(key => InspectAsync(key)));
        var groups = found.GroupBy(static one => one.RootKeyGroup!, static one => one.Key[..4], StringComparer.Ordinal).ToList();
        Assert.Equal(2, groups.Count);
        Assert.All(groups, static group => Assert.Single(group.Distinct(StringComparer.Ordinal)));
        Assert.All(groups, static group => Assert.Matches("^[0-9a-f]{16}$", group.Key));
        Assert.All(groups, group => Assert.False(rootKey.Fingerprint.StartsWith(group.Key, StringComparison.Ordinal)));
    }

    /// <summary>The last block of a shorter key's wrap may hold bytes of the key: 192 bits and eight of padding.</summary>
    [Fact]
    public async Task A_shorter_data_key_has_no_group()
    {
        using var shorter = new DataKey(SecretBytes.Random(24));
        var metadata = V1(rootKey);
        metadata["x-amz-key"] = Convert.ToBase64String(KeyWrap.Wrap(rootKey, shorter));
        store.Add(Key, new byte[CiphertextLength], metadata);
        var found = await InspectAsync(Key, rootKey);
        Assert.Equal((null, rootKey.Fingerprint, "V1"), (found.RootKeyGroup, found.OpenedBy, found.Envelope));
    }

    [Fact]
    public async Task The_plaintexts_length_is_told_where_it_is_known()
    {
        store.Add("plain", new byte[77]);
        store.Add("untold", new byte[CiphertextLength], V1(rootKey, length: null));
        store.Add("lied", new byte[CiphertextLength], V1(rootKey, length: 1));
        store.Add(
            "gcm",
            new byte[CiphertextLength],
            Fields(
                $"x-amz-key-v2={Convert.ToBase64String(new byte[60])};x-amz-iv={Convert.ToBase64String(new byte[12])};x-amz-wrap-alg=AES/GCM;x-amz-cek-alg=AES/GCM/NoPadding;x-amz-tag-len=128"
            )
        );
        Assert.Equal(77, (await InspectAsync("plain")).PlaintextLength);
        Assert.Null((await InspectAsync("untold")).PlaintextLength);
        Assert.Null((await InspectAsync("lied")).PlaintextLength);
        Assert.Equal(CiphertextLength - 16, (await InspectAsync("gcm")).PlaintextLength);
    }

    [Theory]
    [InlineData(
        "V2",
        "x-amz-key-v2=AAAA;x-amz-iv=AAAAAAAAAAAAAAAAAAAAAA==;x-amz-wrap-alg=kms;x-amz-cek-alg=AES/CBC/PKCS5Padding;x-amz-matdesc={}",
        "its envelope is V2, but COPY reads only V1; its data key is wrapped by a KMS key (kms)"
    )]
    [InlineData(
        "V2",
        "x-amz-key-v2=AAAA;x-amz-iv=AAAA;x-amz-wrap-alg=RSA-OAEP-SHA1;x-amz-cek-alg=AES/CTR/NoPadding",
        "its envelope is V2, but COPY reads only V1; its data key is wrapped under an asymmetric root key (RSA-OAEP-SHA1); its content is AES/CTR/NoPadding, but COPY needs AES/CBC/PKCS5Padding"
    )]
    [InlineData("V2", "x-amz-key-v2=AAAA;x-amz-iv=AAAA", "its envelope is V2, but COPY reads only V1")]
    [InlineData(
        "V3",
        "x-amz-3=AAAA;x-amz-d=AAAA;x-amz-i=AAAA;x-amz-c=115;x-amz-w=99",
        "its envelope is V3, but COPY reads only V1; its content is AES/GCM/NoPadding, key-committing, but COPY needs AES/CBC/PKCS5Padding"
    )]
    [InlineData("InstructionFile", "x-amz-crypto-instr-file=", "it is an instruction file: another object's envelope, not content")]
    [InlineData("Damaged", "x-amz-key=?", "its envelope is damaged: 'x-amz-iv' is missing")]
    public async Task What_stood_against_COPY_is_said_in_words(string kind, string fields, string obstacle)
    {
        store.Add(Key, new byte[CiphertextLength], Fields(fields));
        var found = await InspectAsync(Key, rootKey);
        Assert.Equal((kind, obstacle), (found.Envelope, found.CopyObstacle));
        Assert.Null(found.OpenedBy);
        Assert.Null(found.PlaintextLength);
        // For an object whose metadata shows its kind, no second object is requested.
        Assert.Equal([Key], store.Heads);
    }

    [Fact]
    public async Task A_length_that_no_padding_gives_is_an_obstacle()
    {
        store.Add(Key, new byte[CiphertextLength + 1], V1(rootKey));
        Assert.Equal("its length is not possible with AES/CBC/PKCS5Padding", (await InspectAsync(Key)).CopyObstacle);
    }

    [Theory]
    [InlineData(CiphertextLength - 16)]
    [InlineData(CiphertextLength + 16)]
    public async Task A_length_that_is_not_the_stated_one_is_an_obstacle_and_no_plaintext_length_is_told(int length)
    {
        store.Add(Key, new byte[length], V1(rootKey));
        var found = await InspectAsync(Key, rootKey);
        Assert.Equal(("V1", "its length does not match its envelope"), (found.Envelope, found.CopyObstacle));
        Assert.Null(found.PlaintextLength);
        Assert.Equal(rootKey.Fingerprint, found.OpenedBy);
    }

    [Theory]
    [InlineData("GLACIER", null, false, "it is archived (GLACIER) and not restored")]
    [InlineData("DEEP_ARCHIVE", null, false, "it is archived (DEEP_ARCHIVE) and not restored")]
    [InlineData("INTELLIGENT_TIERING", "ARCHIVE_ACCESS", false, "it is archived (INTELLIGENT_TIERING, ARCHIVE_ACCESS) and not restored")]
    [InlineData("INTELLIGENT_TIERING", null, false, null)]
    [InlineData("GLACIER", null, true, null)]
    [InlineData("GLACIER_IR", null, false, null)]
    [InlineData("ONEZONE_IA", null, false, null)]
    [InlineData(null, null, false, null)]
    public async Task What_is_archived_is_an_obstacle_until_it_is_restored(
        string? storageClass,
        string? tier,
        bool isRestored,
        string? obstacle
    )
    {
        var found = await InspectV1Async(description =>
            description with
            {
                StorageClass = storageClass,
                ArchiveStatus = tier,
                IsRestored = isRestored,
            }
        );
        Assert.Equal((storageClass ?? "STANDARD", obstacle), (found.StorageClass, found.CopyObstacle));
    }

    [Fact]
    public async Task Several_obstacles_are_all_named()
    {
        store.Add(Key, new byte[CiphertextLength], Fields("x-amz-crypto-instr-file="));
        store.Reported = static description => description with { StorageClass = "GLACIER" };
        Assert.Equal(
            "it is an instruction file: another object's envelope, not content; it is archived (GLACIER) and not restored",
            (await InspectAsync(Key)).CopyObstacle
        );
    }

    [Theory]
    [InlineData(".instruction", true, "{}")]
    [InlineData("INSTRUCTION_SUFFIX", true, "")]
    [InlineData(".instruction", false, """{"x-amz-key":"AAAA","x-amz-iv":"AAAA","x-amz-matdesc":"{}"}""")]
    [InlineData(".instruction", false, """{"x-amz-key":["AAAA"]}""")]
    [InlineData(".instruction", false, """{"x-amz-3":"AAAA","x-amz-d":"AAAA"}""")]
    public async Task A_damaged_instruction_file_is_damage(string suffix, bool isMarked, string content)
    {
        store.Add(Key, new byte[CiphertextLength]);
        store.Add(Key + suffix, Encoding.UTF8.GetBytes(content), isMarked ? Fields("x-amz-crypto-instr-file=") : null);
        var isOne = isMarked || !content.Contains('[', StringComparison.Ordinal);
        Assert.Equal(isOne ? "Damaged" : "None", (await InspectAsync(Key)).Envelope);
        Assert.Equal(isOne ? "InstructionFile" : "None", (await InspectAsync(Key + suffix)).Envelope);
    }

    [Theory]
    [InlineData(".instruction", true)]
    [InlineData(".instruction", false)]
    [InlineData("INSTRUCTION_SUFFIX", true)]
    [InlineData("INSTRUCTION_SUFFIX", false)]
    public async Task An_envelope_in_an_instruction_file_is_read(string suffix, bool isMarked)
    {
        var envelope = V1(rootKey);
        envelope.Remove("x-amz-unencrypted-content-length");
        store.Add(Key, new byte[CiphertextLength]);
        store.Add(Key + suffix, JsonSerializer.SerializeToUtf8Bytes(envelope), isMarked ? Fields("x-amz-crypto-instr-file=") : null);
        var (owner, instructions) = (await InspectAsync(Key, rootKey), await InspectAsync(Key + suffix));
        Assert.Equal(
            ("InstructionFile", "its envelope is in an instruction file", rootKey.Fingerprint),
            (owner.Envelope, owner.CopyObstacle, owner.OpenedBy)
        );
        Assert.Equal(
            ("InstructionFile", "it is an instruction file: another object's envelope, not content"),
            (instructions.Envelope, instructions.CopyObstacle)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("read me first")]
    [InlineData("{}")]
    [InlineData("[\"x-amz-key\"]")]
    [InlineData("{\"x-amz-keys\":1}")]
    [InlineData("{\"x-amz-key\":")]
    public async Task A_file_that_has_only_the_name_of_one_is_none(string content)
    {
        store.Add(Key, new byte[CiphertextLength]);
        store.Add(Key + ".instruction", Encoding.UTF8.GetBytes(content));
        Assert.Equal(("None", null), ((await InspectAsync(Key)).Envelope, (await InspectAsync(Key)).CopyObstacle));
        Assert.Equal("None", (await InspectAsync(Key + ".instruction")).Envelope);
    }

    [Fact]
    public async Task An_encrypted_object_that_has_only_the_name_of_one_is_none()
    {
        store.Add(Key, new byte[CiphertextLength]);
        store.Add(Key + ".instruction", new byte[CiphertextLength], V1(rootKey));
        Assert.Equal("None", (await InspectAsync(Key)).Envelope);
        Assert.Equal("V1", (await InspectAsync(Key + ".instruction")).Envelope);
    }

    [Fact]
    public async Task A_missing_object_is_an_error() =>
        Assert.Equal(ObjectStoreFault.ObjectNotFound, (await Assert.ThrowsAsync<ObjectStoreException>(() => InspectAsync("gone"))).Fault);
}
