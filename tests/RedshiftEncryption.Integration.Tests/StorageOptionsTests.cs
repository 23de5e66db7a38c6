using Amazon.S3.Model;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>How objects are stored, on a real server: in one request, in parts, and after a conversion.</summary>
public sealed class StorageOptionsTests(HostRadosgw server)
{
    static readonly int[] Lengths = [1000, 20 * 1024 * 1024];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Options_are_stored_beside_the_envelope_and_converted_with_the_object()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var options = new StorageOptions
        {
            StorageClass = "STANDARD",
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["owner"] = "load team" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "data" },
            ContentType = "text/csv",
            CacheControl = "no-store",
        };
        var paths = Lengths.ToDictionary(
            static length => $"{length}.bin",
            length => files.Write($"{length}.bin", length),
            StringComparer.Ordinal
        );
        foreach (var (key, path) in paths)
        {
            var request = new UploadRequest(path, new S3Address(bucket, key)) { RootKey = rootKey, Options = options };
            Assert.Equal(
                "STANDARD",
                (await new UploadOperation(store, buffers).RunAsync(request, progress: null, Token)).Object.StorageClass
            );
            await AssertStoredAsync(bucket, key, "data", "no-store");
        }
        var read = await new RubyClient(server.Connection, bucket, rootKey).GetAsync(paths.Keys);
        Assert.All(paths, file => Assert.Equal((new FileInfo(file.Value).Length, SampleFiles.Sha256(file.Value)), read[file.Key]));

        var keys = new KeyRing([rootKey]);
        foreach (var key in paths.Keys)
        {
            var convert = new ConvertRequest(new S3Address(bucket, key), new S3Address(bucket, "clean/" + key), keys)
            {
                KmsKeyId = server.Connection.KmsKeyId,
                Options = new StorageOptions { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["team"] = "other" } },
            };
            var converted = (await new ConvertOperation(store, buffers).RunAsync(convert, progress: null, Token)).Object!;
            Assert.Equal("STANDARD", converted.StorageClass);
            await AssertStoredAsync(bucket, "clean/" + key, "other", "no-store");
        }
    }

    async Task AssertStoredAsync(string bucket, string key, string team, string cacheControl)
    {
        var head = await server.Client.GetObjectMetadataAsync(bucket, key, Token);
        Assert.Equal("text/csv", head.Headers.ContentType);
        Assert.Equal(cacheControl, head.Headers.CacheControl);
        Assert.Equal(team, head.Metadata["team"]);
        var tags = await server.Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = key }, Token);
        Assert.Equal("owner=load team", string.Join(',', tags.Tagging.Select(static tag => $"{tag.Key}={tag.Value}")));
    }
}
