using System.Security.Cryptography;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Operations;

public sealed class RekeyOperationTests : IDisposable
{
    const string Key = "sales/2024.csv";
    const int MiB = 1024 * 1024;

    static readonly S3Address Address = new("b", Key);

    static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal) { ["owner"] = "load", ["empty"] = "" };

    readonly MemoryStore store = new();
    readonly RootKey oldKey = RootKey.Create();
    readonly RootKey newKey = RootKey.Create();
    readonly RootKey otherKey = RootKey.Create();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>As commands open the store.</summary>
    ConfirmingObjectStore Confirming => new(store);

    public void Dispose()
    {
        oldKey.Dispose();
        newKey.Dispose();
        otherKey.Dispose();
        store.Dispose();
    }

    [Theory]
    [InlineData(32)]
    [InlineData(24)]
    [InlineData(16)]
    public async Task Only_the_wrapped_key_is_another_one(int dataKeyLength)
    {
        var dataKey = Add(dataKeyLength);
        var before = store.Get(Key);

        var record = await RunAsync();

        var after = store.Get(Key);
        Assert.Equal(before.Metadata.Count, after.Metadata.Count);
        Assert.All(
            after.Metadata,
            field =>
                Assert.Equal(
                    !field.Key.Equals("X-Amz-Key", StringComparison.Ordinal),
                    string.Equals(before.Metadata[field.Key], field.Value, StringComparison.Ordinal)
                )
        );
        Assert.Equal(before with { Metadata = after.Metadata, ETag = after.ETag }, after);
        Assert.Equal(Tags, store.TagsOf(Key));
        var envelope = EnvelopeReader.Read(after.Metadata).Envelope!;
        Assert.Null(envelope.Open(oldKey));
        using var opened = envelope.Open(newKey);
        Assert.Equal(dataKey, opened!.Secret.Span.ToArray());

        Assert.Equal(["HeadObject", "CopyObject", "HeadObject"], store.Requests);
        Assert.True(store.Writes.Single().IsCiphertext);
        Assert.Equal(
            ("b", Key, "V1", newKey.Fingerprint, before.Length, 20 * MiB - 5, "aws:kms", "kms-key", after.ETag, "Gzip"),
            (
                record.BucketName,
                record.Key,
                record.Envelope,
                record.RootKeyFingerprint,
                record.Length,
                record.PlaintextLength,
                record.ServerSideEncryption,
                record.KmsKeyId,
                record.ETag,
                record.Compression
            )
        );
    }

    [Fact]
    public async Task A_copy_in_parts_takes_along_what_a_copy_in_one_request_does()
    {
        Add();
        var before = store.Get(Key);

        await RunAsync(new RekeyOperation(Confirming, copyLimit: before.Length - 1, partLength: 6 * MiB));

        var after = store.Get(Key);
        Assert.Equal(before with { Metadata = after.Metadata, ETag = after.ETag }, after);
        Assert.Equal(Tags, store.TagsOf(Key));
        Assert.NotNull(EnvelopeReader.Read(after.Metadata).Envelope!.Open(newKey));
        Assert.Equal(
            [
                "CompleteMultipartUpload",
                "CreateMultipartUpload",
                "GetObjectTagging",
                "GetObjectTagging",
                "HeadObject",
                "HeadObject",
                "HeadObject",
                "UploadPartCopy 1",
                "UploadPartCopy 2",
                "UploadPartCopy 3",
                "UploadPartCopy 4",
            ],
            store.Requests.Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Ceph's radosgw loses tags however it copies, and copies nothing in one request that it encrypts.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task At_other_servers_than_aws_tags_and_encryption_go_along_all_the_same(bool copiesInOneRequest)
    {
        Add();
        store.EndpointUrl = "http://127.0.0.1";
        store.LosesTags = true;
        if (!copiesInOneRequest)
            store.Interrupt = name => ThrowAt(name, "CopyObject", ObjectStoreFault.NotImplemented);

        await RunAsync();

        Assert.Equal(copiesInOneRequest ? 0 : 1, store.Requests.Count(static name => name is "UploadPartCopy 1"));
        Assert.Equal(Tags, store.TagsOf(Key));
        Assert.Equal("aws:kms", store.Get(Key).ServerSideEncryption);
    }

    [Fact]
    public async Task A_server_that_knows_no_tags_has_none_to_lose()
    {
        Add();
        store.EndpointUrl = "http://127.0.0.1";
        store.Interrupt = name => ThrowAt(name, "GetObjectTagging", ObjectStoreFault.NotImplemented);
        await RunAsync();
        Assert.Equal(["HeadObject", "GetObjectTagging", "CopyObject", "HeadObject"], store.Requests);
    }

    [Fact]
    public async Task A_second_run_writes_nothing()
    {
        Add();
        await RunAsync();
        store.Requests.Clear();

        var record = await RunAsync();

        Assert.Equal(["HeadObject"], store.Requests);
        Assert.Equal(newKey.Fingerprint, record.RootKeyFingerprint);
        Assert.Equal(store.Get(Key).ETag, record.ETag);
    }

    [Fact]
    public async Task The_new_key_may_be_among_the_old_ones()
    {
        Add();
        var request = new RekeyRequest(Address, new KeyRing([newKey, otherKey, oldKey]), newKey);
        var operation = new RekeyOperation(Confirming);
        var plan = await operation.PlanAsync(request, Token);
        Assert.Same(oldKey, plan.RootKey);
        await operation.RunAsync(plan, progress: null, Token);
        Assert.False((await operation.PlanAsync(request, Token)).IsDue);
    }

    [Fact]
    public async Task What_no_old_key_opens_stays_as_it_is()
    {
        Add();
        var failure = await Assert.ThrowsAsync<EnvelopeException>(() =>
            new RekeyOperation(Confirming).PlanAsync(new RekeyRequest(Address, new KeyRing([otherKey]), newKey), Token)
        );
        Assert.Equal(EnvelopeFault.WrongRootKey, failure.Fault);
        Assert.Empty(store.Writes);
    }

    [Fact]
    public async Task A_v2_envelope_is_refused_by_name()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["x-amz-key-v2"] = Convert.ToBase64String(new byte[60]),
            ["x-amz-iv"] = Convert.ToBase64String(new byte[12]),
            ["x-amz-wrap-alg"] = "AES/GCM",
            ["x-amz-cek-alg"] = "AES/GCM/NoPadding",
            ["x-amz-tag-len"] = "128",
        };
        store.Add(
            Key,
            new ObjectDescription
            {
                Length = 100,
                Metadata = metadata,
                ETag = "e",
            }
        );
        var failure = await Assert.ThrowsAsync<EnvelopeException>(() => RunAsync());
        Assert.Equal(EnvelopeFault.UnsupportedEnvelope, failure.Fault);
        Assert.Contains("V2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Convert-EncryptedS3Object", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_encrypted_has_no_key()
    {
        store.Add(
            Key,
            new ObjectDescription
            {
                Length = 100,
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal),
                ETag = "e",
            }
        );
        var plan = await new RekeyOperation(Confirming).PlanAsync(Request(), Token);
        Assert.Null(plan.RootKey);
        Assert.False(plan.IsDue);
    }

    [Theory]
    [InlineData("v2", true)]
    [InlineData("v1", false)]
    public async Task Only_the_current_version_can_be_named(string version, bool isCurrent)
    {
        Add();
        store.Add(Key, store.Get(Key) with { VersionId = "v2" });
        var planning = new RekeyOperation(Confirming).PlanAsync(Request() with { Address = Address with { VersionId = version } }, Token);
        if (isCurrent)
            Assert.True((await planning).IsDue);
        else
            Assert.Equal(ObjectStoreFault.ObjectChanged, (await Assert.ThrowsAsync<ObjectStoreException>(() => planning)).Fault);
    }

    /// <summary>
    /// The reply to the copy, or to the end of the copy in parts, is lost, and the retry finds what the first attempt left.
    /// </summary>
    [Theory]
    [InlineData(false, "CopyObject!", ObjectStoreFault.Unavailable)]
    [InlineData(false, "CopyObject!", ObjectStoreFault.ObjectChanged)]
    [InlineData(true, "CompleteMultipartUpload!", ObjectStoreFault.Unavailable)]
    [InlineData(true, "CompleteMultipartUpload!", ObjectStoreFault.ObjectChanged)]
    [InlineData(true, "CompleteMultipartUpload!", ObjectStoreFault.UploadNotFound)]
    internal async Task A_lost_reply_makes_no_failure_of_a_success(bool inParts, string request, ObjectStoreFault fault)
    {
        Add();
        store.Interrupt = name => ThrowAt(name, request, fault);
        await RunAsync(inParts ? InParts() : new RekeyOperation(Confirming));
        Assert.NotNull(EnvelopeReader.Read(store.Get(Key).Metadata).Envelope!.Open(newKey));
    }

    [Theory]
    [InlineData(false, "CopyObject")]
    [InlineData(true, "UploadPartCopy 1")]
    [InlineData(true, "UploadPartCopy 3")]
    [InlineData(true, "CompleteMultipartUpload")]
    public async Task An_object_that_is_replaced_meanwhile_stays_as_it_is(bool inParts, string before)
    {
        Add();
        var replacing = new ObjectDescription
        {
            Length = 100 * MiB,
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal),
            ETag = "replaced",
        };
        store.Interrupt = name =>
        {
            if (string.Equals(name, before, StringComparison.Ordinal))
                store.Add(Key, replacing);
        };
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => RunAsync(inParts ? InParts() : new RekeyOperation(Confirming)));
        Assert.Equal(ObjectStoreFault.ObjectChanged, failure.Fault);
        Assert.Same(replacing, store.Get(Key));
        Assert.Equal(0, store.OpenUploads);
    }

    [Theory]
    [InlineData("UploadPartCopy 1")]
    [InlineData("UploadPartCopy 4")]
    [InlineData("CompleteMultipartUpload")]
    public async Task A_copy_in_parts_that_fails_is_aborted_and_names_what_failed(string request)
    {
        Add();
        store.Interrupt = name => ThrowAt(name, request, ObjectStoreFault.AccessDenied);
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => RunAsync(InParts()));
        Assert.Equal(ObjectStoreFault.AccessDenied, failure.Fault);
        Assert.Equal("AbortMultipartUpload", store.Requests[^1]);
        Assert.Equal(0, store.OpenUploads);
    }

    [Fact]
    public async Task A_copy_in_parts_that_is_canceled_is_aborted()
    {
        Add();
        using var stopping = new CancellationTokenSource();
        store.Interrupt = name =>
        {
            if (name is "UploadPartCopy 2")
                stopping.Cancel();
        };
        var operation = InParts();
        var plan = await operation.PlanAsync(Request(), Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation.RunAsync(plan, progress: null, stopping.Token));
        Assert.Equal("AbortMultipartUpload", store.Requests[^1]);
        Assert.Equal(0, store.OpenUploads);
    }

    [Theory]
    [InlineData(20 * MiB - 16)]
    [InlineData(20 * MiB + 16)]
    [InlineData(20 * MiB - 1)]
    public async Task An_object_of_another_length_than_its_envelope_states_is_left_alone(long length)
    {
        Add();
        store.Add(Key, store.Get(Key) with { Length = length });
        await Assert.ThrowsAsync<DamagedContentException>(() => RunAsync());
        Assert.Empty(store.Writes);
    }

    public static TheoryData<string> Betrayals => ["metadata", "key", "length", "encryption"];

    [Theory]
    [MemberData(nameof(Betrayals))]
    public async Task A_server_that_stores_something_else_is_found_out(string what)
    {
        Add();
        store.Stores = stored =>
            what switch
            {
                "metadata" => stored with { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) },
                "key" => stored with { Metadata = store.Get(Key).Metadata },
                "length" => stored with { Length = stored.Length - 1 },
                _ => stored with { ServerSideEncryption = null },
            };
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => RunAsync());
        Assert.Equal(what is "encryption" ? ObjectStoreFault.EncryptionIgnored : ObjectStoreFault.ObjectChanged, failure.Fault);
    }

    /// <summary>S3's own limits: 5 MiB to 5 GiB a part, and 10,000 of them.</summary>
    [Theory]
    [InlineData(5L * 1024 * MiB + 1, 6)]
    [InlineData(6L * 1024 * MiB, 6)]
    [InlineData(5L * 1024 * 1024 * MiB, 5120)]
    [InlineData(48L * 1024 * 1024 * MiB, 9999)]
    public void The_parts_of_a_copy_are_the_whole_within_the_limits_of_s3(long length, int count)
    {
        var ranges = MultipartCopy.Ranges(length, MultipartCopy.DefaultPartLength);
        Assert.Equal(count, ranges.Length);
        Assert.Equal(0, ranges[0].Start);
        Assert.All(ranges.Zip(ranges.Skip(1)), static pair => Assert.Equal(pair.First.Start + pair.First.Length, pair.Second.Start));
        Assert.Equal(length, ranges[^1].Start + ranges[^1].Length);
        Assert.All(ranges, static range => Assert.InRange(range.Length, 1, MultipartCopy.Limit));
        Assert.All(ranges.SkipLast(1), static range => Assert.InRange(range.Length, PartSize.Minimum, MultipartCopy.Limit));
    }

    static void ThrowAt(string name, string request, ObjectStoreFault fault)
    {
        if (string.Equals(name, request, StringComparison.Ordinal))
            throw new ObjectStoreException(fault, "It failed.");
    }

    RekeyRequest Request() =>
        new(Address, new KeyRing([otherKey, oldKey]), newKey) { Known = new EncryptedS3Object { Compression = "Gzip" } };

    /// <summary>Four parts.</summary>
    RekeyOperation InParts() => new(Confirming, copyLimit: MiB, partLength: 5 * MiB);

    async Task<EncryptedS3Object> RunAsync(RekeyOperation? operation = null)
    {
        operation ??= new RekeyOperation(Confirming);
        return await operation.RunAsync(await operation.PlanAsync(Request(), Token), progress: null, Token);
    }

    /// <summary>An object with every property, in the letter case in which some servers return names.</summary>
    /// <returns>Its data key.</returns>
    byte[] Add(int dataKeyLength = DataKey.LengthInBytes)
    {
        var secret = RandomNumberGenerator.GetBytes(dataKeyLength);
        using var dataKey = new DataKey(SecretBytes.CopyOf(secret));
        var envelope = ContentEnvelope.Create(oldKey, dataKey).WithLength(20 * MiB - 5);
        var metadata = envelope
            .ToMetadata()
            .ToDictionary(static field => field.Key, static field => field.Value, StringComparer.OrdinalIgnoreCase);
        metadata.Remove("x-amz-key", out var wrapped);
        metadata["X-Amz-Key"] = wrapped!;
        metadata["x-amz-matdesc"] = "{\"kept\":\"as it is\"}";
        metadata["note"] = "somebody's own";
        store.Add(
            Key,
            new ObjectDescription
            {
                Length = 20 * MiB,
                Metadata = metadata,
                Headers = new ObjectHeaders
                {
                    ContentType = "text/csv",
                    CacheControl = "no-store",
                    ContentDisposition = "attachment",
                    ContentEncoding = "gzip",
                    ContentLanguage = "de",
                    ExpiresUtc = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                },
                ETag = "before-3",
                StorageClass = "STANDARD_IA",
                ServerSideEncryption = "aws:kms",
                KmsKeyId = "kms-key",
            }
        );
        store.AddTags(Key, Tags);
        return secret;
    }
}
