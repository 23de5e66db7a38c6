using Amazon.S3.Model;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>Every way in which an object can fail to be its source, made for real on a real server.</summary>
public sealed class RoundTripReasonTests(HostRadosgw server) : IAsyncLifetime
{
    const int Length = 100_000;
    const string Key = "sales/data.csv";

    readonly SampleFiles files = new();
    readonly RootKey rootKey = RootKey.Create();
    readonly BufferPool buffers = new(BufferPool.DefaultLimit);
    IObjectStore? store;
    string bucket = "";
    string path = "";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bucket = await server.CreateBucketAsync();
        store = await server.OpenAsync();
        path = files.Write("data.csv", Length);
        await new UploadOperation(store, buffers).RunAsync(
            new UploadRequest(path, new S3Address(bucket, Key)) { RootKey = rootKey },
            progress: null,
            Token
        );
    }

    public ValueTask DisposeAsync()
    {
        Assert.Equal(0, buffers.Rented);
        store?.Dispose();
        rootKey.Dispose();
        files.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_untouched_object_is_verified()
    {
        var result = await VerifyAsync(rootKey);
        Assert.True(result.Verified);
        Assert.Equal("None", result.Reason);
        Assert.Equal(rootKey.Fingerprint, result.RootKeyFingerprint);
    }

    [Fact]
    public async Task WrongRootKey()
    {
        using var wrong = RootKey.Create();
        Assert.Equal("WrongRootKey", (await VerifyAsync(wrong)).Reason);
    }

    [Fact]
    public async Task NotEncrypted_without_an_envelope()
    {
        await ReplaceAsync((_, _) => { }, keepMetadata: false);
        Assert.Equal("NotEncrypted", (await VerifyAsync(rootKey)).Reason);
        Assert.Equal("NotEncrypted", (await VerifyAsync(key: null)).Reason);
    }

    [Fact]
    public async Task UnsupportedEnvelope_where_the_vector_has_12_bytes()
    {
        await ReplaceAsync((_, metadata) => metadata["x-amz-iv"] = Convert.ToBase64String(new byte[12]));
        var result = await VerifyAsync(rootKey);
        Assert.Equal("UnsupportedEnvelope", result.Reason);
        Assert.Contains("12 bytes", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnsupportedEnvelope_where_it_is_a_v2_one_of_another_cipher()
    {
        await ReplaceAsync(
            static (_, metadata) =>
            {
                metadata["x-amz-key-v2"] = Convert.ToBase64String(new byte[60]);
                metadata["x-amz-iv"] = Convert.ToBase64String(new byte[12]);
                metadata["x-amz-wrap-alg"] = "AES/GCM";
                metadata["x-amz-cek-alg"] = "AES/CTR/NoPadding";
            },
            keepMetadata: false
        );
        var result = await VerifyAsync(rootKey);
        Assert.Equal("UnsupportedEnvelope", result.Reason);
        Assert.Equal("V2", result.Envelope);
        Assert.Contains("AES/CTR/NoPadding", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".instruction")]
    [InlineData("INSTRUCTION_SUFFIX")]
    public async Task DamagedEnvelope_where_its_instruction_file_is_damaged(string suffix)
    {
        await ReplaceAsync((_, _) => { }, keepMetadata: false);
        var instructions = new PutObjectRequest
        {
            BucketName = bucket,
            Key = Key + suffix,
            ContentBody = "{}",
        };
        instructions.Metadata["x-amz-crypto-instr-file"] = "";
        await server.Client.PutObjectAsync(instructions, Token);
        var result = await VerifyAsync(rootKey);
        Assert.Equal("DamagedEnvelope", result.Reason);
        Assert.Contains(Key + suffix, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedEnvelope()
    {
        await ReplaceAsync((_, metadata) => metadata["x-amz-key"] = "not base64!");
        Assert.Equal("DamagedEnvelope", (await VerifyAsync(rootKey)).Reason);
    }

    [Fact]
    public async Task DamagedContent_where_a_byte_is_missing()
    {
        await ReplaceAsync((content, _) => content.SetLength(content.Length - 1));
        Assert.Equal("DamagedContent", (await VerifyAsync(rootKey)).Reason);
    }

    [Fact]
    public async Task DamagedContent_where_a_block_is_missing()
    {
        await ReplaceAsync((content, _) => content.SetLength(content.Length - 16));
        Assert.Equal("DamagedContent", (await VerifyAsync(rootKey)).Reason);
    }

    [Fact]
    public async Task DamagedContent_where_the_padding_is_hit()
    {
        await ReplaceAsync((content, _) => content.GetBuffer()[content.Length - 17] ^= 0x55);
        Assert.Equal("DamagedContent", (await VerifyAsync(rootKey)).Reason);
    }

    [Fact]
    public async Task ContentDiffers_where_a_bit_was_flipped()
    {
        await ReplaceAsync((content, _) => content.GetBuffer()[50_000] ^= 1);
        var result = await VerifyAsync(rootKey);
        Assert.Equal("ContentDiffers", result.Reason);
        // The block that holds byte 50,000 decrypts to rubbish; it begins at its own first byte.
        Assert.InRange(result.FirstDifference!.Value, 50_000 / 16 * 16, 50_000 / 16 * 16 + 15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(Length - 1)]
    public async Task ContentDiffers_says_at_which_byte(int offset)
    {
        var other = files.Write("other.csv", 1);
        var content = await File.ReadAllBytesAsync(path, Token);
        content[offset] ^= 1;
        await File.WriteAllBytesAsync(other, content, Token);
        var result = await VerifyAsync(rootKey, other);
        Assert.Equal("ContentDiffers", result.Reason);
        Assert.Equal(offset, result.FirstDifference);
    }

    [Theory]
    [InlineData(Length - 1)]
    [InlineData(Length + 1)]
    [InlineData(0)]
    public async Task ContentDiffers_where_one_ends_before_the_other(int length)
    {
        var other = files.Write("other.csv", 1);
        var content = await File.ReadAllBytesAsync(path, Token);
        Array.Resize(ref content, length);
        await File.WriteAllBytesAsync(other, content, Token);
        var result = await VerifyAsync(rootKey, other);
        Assert.Equal("ContentDiffers", result.Reason);
        Assert.Equal(Math.Min(length, Length), result.FirstDifference);
    }

    [Fact]
    public async Task SourceChanged_where_the_file_is_no_longer_what_was_sent()
    {
        var sent = File.GetLastWriteTimeUtc(path);
        await File.AppendAllTextAsync(path, "one more line\n", Token);
        var request = new VerifyRequest(path, new S3Address(bucket, Key))
        {
            Keys = new KeyRing([rootKey]),
            SentLength = Length,
            SentLastWriteTimeUtc = sent,
        };
        Assert.Equal("SourceChanged", (await new VerifyOperation(store!, buffers).RunAsync(request, progress: null, Token)).Reason);
    }

    [Fact]
    public async Task A_missing_object_a_missing_bucket_and_wrong_credentials_are_errors_that_name_it()
    {
        var verify = new VerifyOperation(store!, buffers);
        var missingKey = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            verify.RunAsync(new VerifyRequest(path, new S3Address(bucket, "missing")), progress: null, Token)
        );
        Assert.Equal(ObjectStoreFault.ObjectNotFound, missingKey.Fault);
        var missingBucket = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            verify.RunAsync(new VerifyRequest(path, new S3Address("no-such-bucket", Key)), progress: null, Token)
        );
        Assert.Equal(ObjectStoreFault.BucketNotFound, missingBucket.Fault);
        using var stranger = await server.OpenAsync("wrong");
        var refused = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            new VerifyOperation(stranger, buffers).RunAsync(new VerifyRequest(path, new S3Address(bucket, Key)), progress: null, Token)
        );
        Assert.Equal(ObjectStoreFault.InvalidCredentials, refused.Fault);
        Assert.DoesNotContain("wrong", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_side_encrypted_object_needs_its_root_key() =>
        await Assert.ThrowsAsync<RootKeyRequiredException>(() => VerifyAsync(key: null));

    Task<RoundTripResult> VerifyAsync(RootKey? key, string? sourcePath = null) =>
        new VerifyOperation(store!, buffers).RunAsync(
            new VerifyRequest(sourcePath ?? path, new S3Address(bucket, Key)) { Keys = new KeyRing(key is null ? [] : [key]) },
            progress: null,
            Token
        );

    /// <summary>Puts the object again by the plain SDK, tampered with.</summary>
    async Task ReplaceAsync(Action<MemoryStream, Dictionary<string, string>> tamper, bool keepMetadata = true)
    {
        using var content = new MemoryStream();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var response = await server.Client.GetObjectAsync(bucket, Key, Token))
        {
            await response.ResponseStream.CopyToAsync(content, Token);
            foreach (var name in keepMetadata ? response.Metadata.Keys : [])
                metadata[name["x-amz-meta-".Length..]] = response.Metadata[name];
        }
        tamper(content, metadata);
        content.Position = 0;
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = Key,
            InputStream = content,
            UseChunkEncoding = false,
        };
        foreach (var field in metadata)
            request.Metadata[field.Key] = field.Value;
        await server.Client.PutObjectAsync(request, Token);
    }
}
