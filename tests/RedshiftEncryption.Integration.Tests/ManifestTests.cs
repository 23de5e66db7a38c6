using System.Globalization;
using System.Text.Json;
using Amazon.S3.Model;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration;

/// <summary>Listings and manifests at a real server.</summary>
public sealed class ManifestTests(HostRadosgw server)
{
    const int PageLength = 1000;

    /// <summary>What XML, URLs and forms each have a meaning for.</summary>
    static readonly string[] OddNames =
    [
        "a b",
        "a+b",
        "a%20b",
        "a%2Bb",
        "100%",
        "%2F",
        "#1",
        "?x=1&y=2",
        "<&>\"'",
        "back\\slash",
        "co:lon;=",
        "~",
        "[x]",
        "emoji 😀",
        "composed \u00e9",
        "decomposed e\u0301",
        "日本語",
        "\u0001",
        "\u001f\u0002",
        "\u007f",
        "new\nline",
        "carriage\rreturn",
        "tab\t",
        "\u2028",
        "\ufffe",
        " leading",
        "trailing ",
        "two//slashes",
        ".",
        "..",
    ];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    async Task PutAsync(string bucket, IEnumerable<string> keys) =>
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (key, token) =>
                await server.Client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = bucket,
                        Key = key,
                        ContentBody = key.EndsWith('/') ? "" : "x",
                    },
                    token
                )
        );

    static async Task<List<ObjectPage>> ListAsync(IObjectStore store, string bucket, string prefix)
    {
        var pages = new List<ObjectPage>();
        do pages.Add(await store.ListAsync(bucket, prefix, pages.Count == 0 ? null : pages[^1].Continuation, Token));
        while (pages[^1].Continuation is not null);
        return pages;
    }

    [Fact]
    public async Task A_listing_has_every_key_once_over_several_pages()
    {
        var bucket = await server.CreateBucketAsync();
        using var store = await server.OpenAsync();
        // Odd names all along, so that pages begin and end with them too.
        var keys = Enumerable
            .Range(0, 2 * PageLength + 100)
            .Select(static i => string.Create(CultureInfo.InvariantCulture, $"p +%/{i % 50:00}/{OddNames[i % OddNames.Length]}/{i}"))
            .Concat(OddNames.Select(static name => $"p +%/{name}"))
            .Append("p +%/folder/")
            .ToList();
        await PutAsync(bucket, keys.Concat(["p ", "p +&/x", "p  %/x", "q"]));

        var pages = await ListAsync(store, bucket, "p +%/");
        Assert.Equal(3, pages.Count);
        Assert.Equal([PageLength, PageLength, keys.Count - 2 * PageLength], pages.Select(static page => page.Objects.Count));
        var listed = pages.SelectMany(static page => page.Objects).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal), listed.Select(static found => found.Key).Order(StringComparer.Ordinal));
        Assert.All(listed, static found => Assert.Equal(found.Key.EndsWith('/') ? 0 : 1, found.Length));
        var sample = listed.Find(static found => found.Key.EndsWith("/a+b", StringComparison.Ordinal))!;
        var head = await server.Client.GetObjectMetadataAsync(bucket, sample.Key, Token);
        Assert.Equal((head.ETag.Trim('"'), "STANDARD"), (sample.ETag, sample.StorageClass));
        Assert.Equal(head.LastModified!.Value.ToUniversalTime(), sample.LastModifiedUtc!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_listing_of_nothing_is_one_empty_page_and_that_of_no_bucket_an_error()
    {
        var bucket = await server.CreateBucketAsync();
        using var store = await server.OpenAsync();
        Assert.Empty(Assert.Single(await ListAsync(store, bucket, "")).Objects);
        var missing = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            store.ListAsync("none-" + bucket, "", continuation: null, Token)
        );
        Assert.Equal(ObjectStoreFault.BucketNotFound, missing.Fault);
        using var stranger = await server.OpenAsync("wrong");
        var refused = await Assert.ThrowsAsync<ObjectStoreException>(() => stranger.ListAsync(bucket, "", continuation: null, Token));
        Assert.Equal(ObjectStoreFault.InvalidCredentials, refused.Fault);
    }

    [Fact]
    public async Task A_manifest_of_a_listing_is_plain_json_encrypted_by_the_server()
    {
        var bucket = await server.CreateBucketAsync();
        using var store = await server.OpenAsync();
        await PutAsync(bucket, OddNames.Select(static name => $"p/{name}").Append("p/folder/"));
        var destination = new S3Address(bucket, "p/all +%.manifest");
        var write = new WriteManifestOperation(store);
        CopyManifest? manifest = null;
        // The second time it is there itself, and must not name itself.
        for (var time = 0; time < 2; time++)
        {
            var entries = await new ListManifestEntriesOperation(store).RunAsync(
                new ListManifestEntriesRequest(bucket, "p/") { Manifest = destination },
                progress: null,
                Token
            );
            manifest = await write.RunAsync(
                new WriteManifestRequest(CopyManifestContents.Of(entries, format: null))
                {
                    Destination = destination,
                    ServerSideEncryption = "aws:kms",
                    KmsKeyId = server.Connection.KmsKeyId,
                },
                Token
            );
        }
        Assert.Equal((OddNames.Length, (long?)OddNames.Length, store.Region), (manifest!.EntryCount, manifest.Length, manifest.Region));

        using var stored = await server.Client.GetObjectAsync(bucket, destination.Key, Token);
        Assert.Equal("aws:kms", stored.ServerSideEncryptionMethod.Value);
        Assert.Equal("application/json", stored.Headers.ContentType);
        Assert.Empty(stored.Metadata.Keys);
        using var document = await JsonDocument.ParseAsync(stored.ResponseStream, cancellationToken: Token);
        var urls = document
            .RootElement.GetProperty("entries")
            .EnumerateArray()
            .Select(static entry => entry.GetProperty("url").GetString());
        Assert.Equal(OddNames.Select(name => $"s3://{bucket}/p/{name}").Order(StringComparer.Ordinal), urls);

        var request = new WriteManifestRequest(CopyManifestContents.Of([new CopyManifestEntry(bucket, "p/x")], format: null))
        {
            Destination = destination,
            NoClobber = true,
        };
        var exists = await Assert.ThrowsAsync<ObjectStoreException>(() => write.RunAsync(request, Token));
        Assert.Equal(ObjectStoreFault.ObjectExists, exists.Fault);
    }

    [Fact]
    public async Task An_unload_manifest_that_another_client_encrypted_becomes_one_that_copy_takes()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var path = files.Write("manifest", 0);
        await File.WriteAllTextAsync(
            path,
            $$$"""{"entries":[{"url":"s3://{{{bucket}}}/u/0001_part_00","meta":{"content_length":48}},{"url":"s3://{{{bucket}}}/u/0000_part_00","meta":{"content_length":16}}],"author":{"name":"Amazon Redshift"}}""",
            Token
        );
        await new RubyClient(server.Connection, bucket, rootKey).PutAsync([("u/manifest", path)]);

        var entries = await new ReadUnloadManifestOperation(store).RunAsync(
            new ReadUnloadManifestRequest(new S3Address(bucket, "u/manifest")) { RootKey = rootKey },
            Token
        );
        var manifest = await new WriteManifestOperation(store).RunAsync(
            new WriteManifestRequest(CopyManifestContents.Of(entries, format: null))
            {
                Destination = new S3Address(bucket, "copy.manifest"),
            },
            Token
        );
        Assert.Equal(
            ("V1", rootKey.Fingerprint, 2, 64L),
            (manifest.Envelope, manifest.RootKeyFingerprint, manifest.EntryCount, manifest.Length)
        );
        using var stored = await server.Client.GetObjectAsync(bucket, "copy.manifest", Token);
        using var reader = new StreamReader(stored.ResponseStream);
        Assert.Equal(
            $$$"""{"entries":[{"url":"s3://{{{bucket}}}/u/0000_part_00","mandatory":true,"meta":{"content_length":16}},{"url":"s3://{{{bucket}}}/u/0001_part_00","mandatory":true,"meta":{"content_length":48}}]}""",
            await reader.ReadToEndAsync(Token)
        );
    }
}
