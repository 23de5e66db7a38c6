using System.Text;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Records;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Redshift;

public sealed class CopyManifestOperationsTests : IDisposable
{
    const string UnloadText =
        """{"entries":[{"url":"s3://b/u/1","meta":{"content_length":3}},{"url":"s3://b/u/0","meta":{"content_length":4}}]}""";

    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("manifest");
    readonly MemoryStore store = new();
    readonly RootKey rootKey = RootKey.Create();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        directory.Delete(recursive: true);
        rootKey.Dispose();
    }

    Task<IReadOnlyList<CopyManifestEntry>> ListAsync(string prefix, string? manifestKey = null) =>
        new ListManifestEntriesOperation(store).RunAsync(
            new ListManifestEntriesRequest("b", prefix) { Manifest = manifestKey is null ? null : new S3Address("b", manifestKey) },
            progress: null,
            Token
        );

    Task<IReadOnlyList<CopyManifestEntry>> ReadAsync(RootKey? key, long limit = BufferPool.DefaultLimit) =>
        new ReadUnloadManifestOperation(store).RunAsync(
            new ReadUnloadManifestRequest(new S3Address("b", "u/manifest")) { RootKey = key, MaximumLength = limit },
            Token
        );

    Task<CopyManifest> WriteAsync(WriteManifestRequest request) => new WriteManifestOperation(store).RunAsync(request, Token);

    static WriteManifestRequest Request(params string[] keys) =>
        new(CopyManifestContents.Of(keys.Select(static key => new CopyManifestEntry("b", key)), format: null));

    /// <summary>As UNLOAD stores it: key and vector, and no other field.</summary>
    void AddEncrypted(byte[] plaintext, Action<byte[]>? damage = null, Action<Dictionary<string, string>>? change = null)
    {
        using var dataKey = DataKey.Create();
        var envelope = ContentEnvelope.Create(rootKey, dataKey).WithLength(plaintext.Length);
        var content = new byte[CbcContent.CiphertextLength(plaintext.Length)];
        plaintext.CopyTo(content, 0);
        using var encryptor = new CbcEncryptor(dataKey, envelope.InitializationVector);
        var whole = plaintext.Length - plaintext.Length % CbcContent.BlockLength;
        encryptor.EncryptBlocks(content, 0, whole);
        encryptor.EncryptTail(content, whole, plaintext.Length - whole);
        damage?.Invoke(content);
        var metadata = envelope
            .ToMetadata()
            .Where(static field => field.Key is "x-amz-key" or "x-amz-iv")
            .ToDictionary(StringComparer.Ordinal);
        change?.Invoke(metadata);
        store.Add("u/manifest", content, metadata);
    }

    async Task AssertUnreadableAsync(CopyManifestFault fault, RootKey? key)
    {
        var exception = await Assert.ThrowsAsync<CopyManifestException>(() => ReadAsync(key));
        Assert.Equal(fault, exception.Fault);
        Assert.Contains("s3://b/u/manifest", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_goes_over_all_pages_and_leaves_out_folders_and_the_manifest()
    {
        foreach (var key in new[] { "p/", "p/sub/", "p/a", "p/b", "p/m.manifest", "p/sub/c", "p0", "q" })
            store.Add(key, key.EndsWith('/') ? [] : [1, 2, 3]);
        store.Add("p/full/", [1]);
        var entries = await ListAsync("p/", "p/m.manifest");
        Assert.Equal(
            ["s3://b/p/a", "s3://b/p/b", "s3://b/p/full/", "s3://b/p/sub/c"],
            entries.Select(static entry => entry.Url).Order(StringComparer.Ordinal)
        );
        Assert.All(entries, static entry => Assert.Equal("eu-central-1", entry.Region));
        Assert.Equal([1, 3, 3, 3], entries.Select(static entry => entry.Length).Order());
        Assert.Equal(4, store.Pages);
    }

    [Fact]
    public async Task A_prefix_is_literal()
    {
        store.Add("sales", [1]);
        store.Add("sales/a", [1]);
        store.Add("sales_old", [1]);
        Assert.Equal(3, (await ListAsync("sales")).Count);
        Assert.Single(await ListAsync("sales/"));
        Assert.Empty(await ListAsync("sal*"));
    }

    [Theory]
    [InlineData("k.instruction")]
    [InlineData("kINSTRUCTION_SUFFIX")]
    public async Task An_object_with_an_instruction_file_is_refused(string instructions)
    {
        store.Add(instructions, [1]);
        Assert.Single(await ListAsync("k"));
        store.Add("k", [1]);
        var exception = await Assert.ThrowsAsync<InvalidCopyOptionException>(() => ListAsync("k"));
        Assert.Contains(
            $"s3://b/k: its envelope is in the instruction file s3://b/{instructions},",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_unload_manifest_is_read()
    {
        store.Add("u/manifest", Encoding.UTF8.GetBytes(UnloadText));
        var entries = await ReadAsync(key: null);
        Assert.Equal(["s3://b/u/1", "s3://b/u/0"], entries.Select(static entry => entry.Url));
        Assert.All(entries, static entry => Assert.Null(entry.Envelope));
        Assert.Equal(["s3://b/u/1", "s3://b/u/0"], (await ReadAsync(rootKey)).Select(static entry => entry.Url));
    }

    [Fact]
    public async Task An_encrypted_one_is_opened_and_tells_that_its_data_is_encrypted()
    {
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText));
        var contents = CopyManifestContents.Of(await ReadAsync(rootKey), format: null);
        Assert.Equal(["s3://b/u/0", "s3://b/u/1"], contents.Entries.Select(static entry => entry.Url));
        Assert.Equal(("V1", rootKey.Fingerprint, 7L), (contents.Envelope, contents.RootKeyFingerprint, contents.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    public async Task An_encrypted_one_of_any_length_is_read(int more)
    {
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText + new string(' ', 16 - UnloadText.Length % 16 + more)));
        Assert.Equal(2, (await ReadAsync(rootKey)).Count);
    }

    [Fact]
    public async Task An_encrypted_one_needs_its_root_key()
    {
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText));
        await Assert.ThrowsAsync<RootKeyRequiredException>(() => ReadAsync(key: null));
        using var other = RootKey.Create();
        await AssertUnreadableAsync(CopyManifestFault.WrongRootKey, other);
    }

    [Fact]
    public async Task A_damaged_one_is_told_from_a_wrong_key()
    {
        // The block before the last turned over turns the padding over.
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText), static content => content[^17] ^= 0xff);
        await AssertUnreadableAsync(CopyManifestFault.DamagedContent, rootKey);
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText), change: static metadata => metadata["x-amz-unencrypted-content-length"] = "3");
        await AssertUnreadableAsync(CopyManifestFault.DamagedContent, rootKey);
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText), static content => content[0] ^= 0xff);
        await AssertUnreadableAsync(CopyManifestFault.InvalidManifest, rootKey);
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText), change: static metadata => metadata.Remove("x-amz-iv"));
        await AssertUnreadableAsync(CopyManifestFault.DamagedEnvelope, rootKey);
        AddEncrypted([1], change: static metadata => metadata["x-amz-iv"] = Convert.ToBase64String(new byte[12]));
        await AssertUnreadableAsync(CopyManifestFault.UnsupportedEnvelope, rootKey);
        AddEncrypted(Encoding.UTF8.GetBytes(UnloadText));
        store.Add("u/manifest", store.Objects["u/manifest"].Content[..^1], store.Objects["u/manifest"].Write.Metadata);
        await AssertUnreadableAsync(CopyManifestFault.DamagedContent, rootKey);
    }

    [Fact]
    public async Task One_longer_than_the_limit_is_not_read()
    {
        store.Add("u/manifest", Encoding.UTF8.GetBytes(UnloadText));
        Assert.Equal(2, (await ReadAsync(key: null, UnloadText.Length)).Count);
        var exception = await Assert.ThrowsAsync<CopyManifestException>(() => ReadAsync(key: null, UnloadText.Length - 1));
        Assert.Equal(CopyManifestFault.ManifestTooLarge, exception.Fault);
    }

    [Fact]
    public async Task A_local_one_is_read_too()
    {
        var path = Path.Combine(directory.FullName, "unload manifest");
        await File.WriteAllTextAsync(path, UnloadText, Token);
        Assert.Equal(2, (await ReadUnloadManifestOperation.ReadFileAsync(path, BufferPool.DefaultLimit, Token)).Count);
        var exception = await Assert.ThrowsAsync<CopyManifestException>(() => ReadUnloadManifestOperation.ReadFileAsync(path, 10, Token));
        Assert.Equal(CopyManifestFault.ManifestTooLarge, exception.Fault);
    }

    [Fact]
    public async Task A_manifest_is_written_as_what_it_is()
    {
        var counter = new FailureCounter("Send");
        var manifest = await WriteAsync(
            Request("y", "x") with
            {
                Destination = new S3Address("b", "m"),
                ServerSideEncryption = "aws:kms",
                KmsKeyId = "k",
                FailureCounters = [counter],
            }
        );
        var (write, content) = store.Objects["m"];
        Assert.Equal(
            """{"entries":[{"url":"s3://b/x","mandatory":true},{"url":"s3://b/y","mandatory":true}]}""",
            Encoding.UTF8.GetString(content)
        );
        Assert.Equal(
            ("application/json", "aws:kms", "k", false),
            (write.Headers.ContentType, write.ServerSideEncryption, write.KmsKeyId, write.IsCiphertext)
        );
        Assert.Empty(write.Metadata);
        Assert.Equal(Crc32C.Append(0, content), store.LastChecksum);
        Assert.Equal(
            ("s3://b/m", null, 2, "eu-central-1", "load"),
            (manifest.Uri, manifest.Path, manifest.EntryCount, manifest.Region, manifest.ProfileName)
        );
        Assert.Null(manifest.ServerSideEncryption);
        Assert.Same(counter, Assert.Single(manifest.FailureCounters));
        Assert.Equal("s3://b/m", manifest.ToString());
    }

    [Fact]
    public async Task A_server_that_ignores_the_encryption_is_found_out()
    {
        store.ReportedEncryption = "AES256";
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            WriteAsync(Request("x") with { Destination = new S3Address("b", "m"), ServerSideEncryption = "aws:kms" })
        );
        Assert.Equal(ObjectStoreFault.EncryptionIgnored, exception.Fault);
    }

    [Fact]
    public async Task Object_and_file_get_the_same_bytes()
    {
        var path = Path.Combine(directory.FullName, "m");
        await File.WriteAllTextAsync(path, "old", Token);
        var manifest = await WriteAsync(Request("x") with { Destination = new S3Address("b", "m"), Path = path });
        Assert.Equal(store.Objects["m"].Content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(("s3://b/m", path), (manifest.Uri, manifest.Path));
        Assert.Equal([path], Directory.GetFiles(directory.FullName));
    }

    [Fact]
    public async Task A_file_alone_needs_no_store()
    {
        var path = Path.Combine(directory.FullName, "m");
        var manifest = await new WriteManifestOperation(store: null).RunAsync(
            Request("x") with
            {
                Path = path,
                Region = "eu-west-3",
                ProfileName = "p",
            },
            Token
        );
        Assert.Equal(
            (null, path, "eu-west-3", "p", path),
            (manifest.Uri, manifest.Path, manifest.Region, manifest.ProfileName, manifest.ToString())
        );
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task Neither_is_written_where_one_must_stay()
    {
        var path = Path.Combine(directory.FullName, "m");
        var both = Request("x") with { Destination = new S3Address("b", "m"), Path = path, NoClobber = true };
        store.Add("m", [1]);
        await Assert.ThrowsAsync<ObjectStoreException>(() => WriteAsync(both));
        Assert.Empty(Directory.GetFileSystemEntries(directory.FullName));

        await File.WriteAllTextAsync(path, "mine", Token);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync(both with { Destination = new S3Address("b", "other") }));
        Assert.False(store.Objects.ContainsKey("other"));
        Assert.Equal("mine", await File.ReadAllTextAsync(path, Token));
        Assert.Single(Directory.GetFileSystemEntries(directory.FullName));
    }

    [Fact]
    public async Task A_file_that_cannot_be_leaves_nothing_and_writes_no_object()
    {
        var request = Request("x") with { Destination = new S3Address("b", "m") };
        await Assert.ThrowsAnyAsync<IOException>(() => WriteAsync(request with { Path = directory.FullName }));
        await Assert.ThrowsAnyAsync<IOException>(() => WriteAsync(request with { Path = Path.Combine(directory.FullName, "none", "m") }));
        await Assert.ThrowsAnyAsync<IOException>(() =>
            WriteAsync(request with { Path = Path.Combine(directory.FullName, "none", "m"), NoClobber = true })
        );
        Assert.Empty(store.Objects);
        Assert.Empty(Directory.GetFileSystemEntries(directory.FullName));
    }
}
