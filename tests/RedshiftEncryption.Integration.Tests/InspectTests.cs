using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>Tests the inspection of every kind of object, each written by the client that writes it in practice.</summary>
public sealed class InspectTests(HostRadosgw server)
{
    const int Length = 1000;
    const string Gcm = "AES/GCM/NoPadding";
    const string Cbc = "AES/CBC/PKCS5Padding";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_object_is_classified()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var store = await server.OpenAsync();
        using var mine = RootKey.Create();
        using var other = RootKey.Create();
        var path = files.Write("data.csv", Length);
        await WriteAllAsync(bucket, path, mine, other);
        await new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit)).RunAsync(
            new UploadRequest(path, new S3Address(bucket, "v1/ours")) { RootKey = mine },
            progress: null,
            Token
        );

        var found = await InspectAsync(store, bucket, mine, other);
        const string KmsKey = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000";
        const string InstructionFile = "it is an instruction file: another object's envelope, not content";
        const string InInstructionFile = "its envelope is in an instruction file";
        const string V2 = "its envelope is V2, but COPY reads only V1";
        const string GcmVector =
            "its content is AES/GCM/NoPadding with an initialization vector of 12 bytes, but COPY needs AES/CBC/PKCS5Padding and 16 bytes";
        var expected = new Dictionary<string, Description>(StringComparer.Ordinal)
        {
            ["v1/ruby"] = new("V1", Cbc, "AES/ECB/PKCS5Padding", mine.Fingerprint, Length, null),
            ["v1/ours"] = new("V1", Cbc, "AES/ECB/PKCS5Padding", mine.Fingerprint, Length, null),
            ["v1/other"] = new("V1", Cbc, "AES/ECB/PKCS5Padding", other.Fingerprint, Length, null),
            ["v1/rsa"] = new(
                "V1",
                Cbc,
                "RSA/ECB/PKCS1Padding",
                null,
                Length,
                "its wrapped key has 256 bytes: it was wrapped under an asymmetric root key"
            ),
            ["v1/gcm-vector"] = new(
                "V1",
                null,
                "AES/ECB/PKCS5Padding",
                null,
                null,
                "its initialization vector has 12 bytes, as in AES-GCM; AES-CBC and COPY need 16 bytes"
            ),
            ["v2/ruby"] = new("V2", Gcm, "AES/GCM", mine.Fingerprint, Length, $"{V2}; {GcmVector}"),
            ["v2/rsa"] = new(
                "V2",
                Gcm,
                "RSA-OAEP-SHA1",
                null,
                Length,
                $"{V2}; its data key is wrapped under an asymmetric root key (RSA-OAEP-SHA1); {GcmVector}"
            ),
            ["v2/kms"] = new("V2", Cbc, "kms", KmsKey, Length, $"{V2}; its data key is wrapped by a KMS key (kms)"),
            ["v2/kms-context"] = new(
                "V2",
                Gcm,
                "kms+context",
                null,
                Length,
                $"{V2}; its data key is wrapped by a KMS key (kms+context); {GcmVector}"
            ),
            ["v3"] = new(
                "V3",
                "AES/GCM/NoPadding, key-committing",
                "99",
                null,
                null,
                "its envelope is V3, but COPY reads only V1; its content is AES/GCM/NoPadding, key-committing, but COPY needs AES/CBC/PKCS5Padding"
            ),
            ["instructed/v1"] = new("InstructionFile", Cbc, "AES/ECB/PKCS5Padding", mine.Fingerprint, Length, InInstructionFile),
            ["instructed/v1.instruction"] = new("InstructionFile", null, null, null, null, InstructionFile),
            ["instructed/v2"] = new("InstructionFile", Gcm, "AES/GCM", mine.Fingerprint, Length, $"{V2}; {GcmVector}; {InInstructionFile}"),
            ["instructed/v2.instruction"] = new("InstructionFile", null, null, null, null, InstructionFile),
            ["plain"] = new("None", null, null, null, Length, null),
            ["plain.instruction"] = new("None", null, null, null, Length, null),
            ["sse"] = new("None", null, null, null, Length, null),
            ["damaged"] = new("Damaged", null, null, null, null, "its envelope is damaged: 'x-amz-iv' is missing"),
            ["mixed"] = new(
                "Damaged",
                null,
                null,
                null,
                null,
                "its envelope is damaged: its metadata contains the wrapped keys of more than one envelope"
            ),
        };
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, one => Assert.Equal(one.Value, Description.Of(found[one.Key])));

        Assert.Equal(("aws:kms", server.Connection.KmsKeyId), (found["sse"].ServerSideEncryption, found["sse"].KmsKeyId));
        Assert.Null(found["plain"].ServerSideEncryption);
        Assert.Equal(found["v1/ruby"].RootKeyGroup, found["v1/ours"].RootKeyGroup);
        Assert.NotEqual(found["v1/ruby"].RootKeyGroup, found["v1/other"].RootKeyGroup);
        Assert.Equal(
            ["instructed/v1", "v1/other", "v1/ours", "v1/ruby"],
            found.Values.Where(static one => one.RootKeyGroup is not null).Select(static one => one.Key).Order(StringComparer.Ordinal)
        );
        Assert.All(found.Values, one => Assert.Equal(one.OpenedBy is KmsKey ? null : one.OpenedBy, one.RootKeyFingerprint));
        Assert.All(
            found.Values,
            static one => Assert.InRange(one.LastModified!.Value, DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddMinutes(1))
        );
        Assert.All(
            found.Values,
            one => Assert.Equal(("STANDARD", server.Connection.Endpoint), (one.StorageClass, one.EndpointUrl?.TrimEnd('/')))
        );

        // Without any key nothing is opened, and the groups stand.
        var closed = await InspectAsync(store, bucket);
        Assert.All(closed.Values, static one => Assert.Equal(one.KeyWrap is "kms" ? KmsKey : null, one.OpenedBy));
        Assert.All(
            closed.Values,
            one => Assert.Equal((found[one.Key].RootKeyGroup, found[one.Key].Envelope), (one.RootKeyGroup, one.Envelope))
        );
    }

    [Fact]
    public async Task An_object_under_a_customer_provided_key_is_an_error_that_says_so()
    {
        var bucket = await server.CreateBucketAsync();
        await PutAsync(
            bucket,
            "sse-c",
            static request =>
            {
                request.ServerSideEncryptionCustomerMethod = ServerSideEncryptionCustomerMethod.AES256;
                request.ServerSideEncryptionCustomerProvidedKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            }
        );
        using var store = await server.OpenAsync();
        var refused = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            new InspectOperation(store).RunAsync(new InspectRequest(new S3Address(bucket, "sse-c"), new KeyRing([])), Token)
        );
        Assert.Equal(ObjectStoreFault.RequestRefused, refused.Fault);
        Assert.Contains("SSE-C", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>By Ruby's clients, and by hand what they would not write.</summary>
    async Task WriteAllAsync(string bucket, string path, RootKey mine, RootKey other)
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportRSAPrivateKeyPem();
        await RubyAsync(new RubyClient(server.Connection, bucket, mine), "v1/ruby", path);
        await RubyAsync(new RubyClient(server.Connection, bucket, other), "v1/other", path);
        await RubyAsync(new RubyClient(server.Connection, bucket, pem), "v1/rsa", path);
        await RubyAsync(new RubyClient(server.Connection, bucket, RubyClient.Kms), "v2/kms", path);
        await RubyAsync(new RubyClient(server.Connection, bucket, mine) { IsInInstructionFile = true }, "instructed/v1", path);
        await RubyAsync(new RubyClient(server.Connection, bucket, mine) { Generation = 2 }, "v2/ruby", path);
        await RubyAsync(new RubyClient(server.Connection, bucket, pem) { Generation = 2 }, "v2/rsa", path);
        await RubyAsync(new RubyClient(server.Connection, bucket, RubyClient.Kms) { Generation = 2 }, "v2/kms-context", path);
        await RubyAsync(
            new RubyClient(server.Connection, bucket, mine) { Generation = 2, IsInInstructionFile = true },
            "instructed/v2",
            path
        );
        await PutAsync(bucket, "plain");
        await PutAsync(bucket, "plain.instruction");
        await PutAsync(
            bucket,
            "sse",
            static request => request.ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS,
            server.Connection.KmsKeyId
        );
        await PutAsync(bucket, "damaged", static request => request.Metadata["x-amz-key"] = "not base64!");
        await PutAsync(
            bucket,
            "mixed",
            static request =>
            {
                request.Metadata["x-amz-key"] = Convert.ToBase64String(new byte[48]);
                request.Metadata["x-amz-key-v2"] = Convert.ToBase64String(new byte[60]);
            }
        );
        await PutAsync(
            bucket,
            "v1/gcm-vector",
            static request =>
            {
                request.Metadata["x-amz-key"] = Convert.ToBase64String(new byte[48]);
                request.Metadata["x-amz-iv"] = Convert.ToBase64String(new byte[12]);
            }
        );
        await PutAsync(
            bucket,
            "v3",
            static request =>
            {
                foreach (
                    var (name, value) in new[]
                    {
                        ("x-amz-3", "AAAA"),
                        ("x-amz-d", "AAAA"),
                        ("x-amz-i", "AAAA"),
                        ("x-amz-c", "115"),
                        ("x-amz-w", "99"),
                    }
                )
                    request.Metadata[name] = value;
            }
        );
    }

    static Task RubyAsync(RubyClient client, string key, string path) => client.PutAsync([(key, path)]);

    static async Task<Dictionary<string, EncryptedS3Object>> InspectAsync(IObjectStore store, string bucket, params RootKey[] rootKeys)
    {
        var inspect = new InspectOperation(store);
        var page = await store.ListAsync(bucket, "", continuation: null, Token);
        var found = await Task.WhenAll(
            page.Objects.Select(listed =>
                inspect.RunAsync(new InspectRequest(new S3Address(bucket, listed.Key), new KeyRing(rootKeys)), Token)
            )
        );
        return found.ToDictionary(static one => one.Key, StringComparer.Ordinal);
    }

    async Task PutAsync(string bucket, string key, Action<PutObjectRequest>? change = null, string? kmsKeyId = null)
    {
        using var content = new MemoryStream(new byte[Length]);
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = content,
            UseChunkEncoding = false,
            ServerSideEncryptionKeyManagementServiceKeyId = kmsKeyId,
        };
        change?.Invoke(request);
        await server.Client.PutObjectAsync(request, Token);
    }

    sealed record Description(
        string Envelope,
        string? ContentCipher,
        string? KeyWrap,
        string? OpenedBy,
        long? PlaintextLength,
        string? CopyObstacle
    )
    {
        public static Description Of(EncryptedS3Object one) =>
            new(one.Envelope!, one.ContentCipher, one.KeyWrap, one.OpenedBy, one.PlaintextLength, one.CopyObstacle);
    }
}
