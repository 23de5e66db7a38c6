using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>This module and AWS's Ruby client read what the other wrote.</summary>
public sealed class RubyInteroperationTests(HostRadosgw server)
{
    const int MiB = 1024 * 1024;

    /// <summary>Around the cipher's block, one PutObject, and a multipart upload of five parts and a bit.</summary>
    static readonly int[] Lengths = [0, 1, 15, 16, 17, 5 * MiB + 3, 8 * MiB - 1, 8 * MiB, 40 * MiB, 40 * MiB + 7];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ruby_reads_what_this_module_wrote()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));

        var paths = Lengths.ToDictionary(
            static length => $"ours/{length}.bin",
            length => files.Write($"{length}.bin", length),
            StringComparer.Ordinal
        );
        foreach (var (key, path) in paths)
        {
            var sent = (
                await upload.RunAsync(new UploadRequest(path, new S3Address(bucket, key)) { RootKey = rootKey }, progress: null, Token)
            ).Object;
            Assert.Equal(new FileInfo(path).Length, sent.PlaintextLength);
            var head = await server.Client.GetObjectMetadataAsync(bucket, key, Token);
            Assert.Equal(sent.Length, head.ContentLength);
            Assert.Equal(sent.Length > 8 * MiB, head.ETag.Contains('-', StringComparison.Ordinal));
        }

        var read = await new RubyClient(server.Connection, bucket, rootKey).GetAsync(paths.Keys);
        Assert.All(paths, file => Assert.Equal((new FileInfo(file.Value).Length, SampleFiles.Sha256(file.Value)), read[file.Key]));
    }

    [Fact]
    public async Task This_module_reads_what_ruby_wrote()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        var objects = Lengths.Select(length => (Key: $"theirs/{length}.bin", Path: files.Write($"{length}.bin", length))).ToList();
        await new RubyClient(server.Connection, bucket, rootKey).PutAsync(objects);

        using var store = await server.OpenAsync();
        var verify = new VerifyOperation(store, new BufferPool(BufferPool.DefaultLimit));
        foreach (var (key, path) in objects)
        {
            var result = await verify.RunAsync(
                new VerifyRequest(path, new S3Address(bucket, key)) { Keys = new KeyRing([rootKey]) },
                progress: null,
                Token
            );
            Assert.True(result.Verified, $"{key}: {result.Reason} {result.Detail}");
            Assert.Equal("V1", result.Envelope);
        }
    }

    [Fact]
    public async Task Two_uploads_of_one_file_share_neither_key_nor_vector()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        var path = files.Write("same.bin", 1000);
        var metadata = new List<Amazon.S3.Model.MetadataCollection>();
        foreach (var key in new[] { "a", "b" })
        {
            await upload.RunAsync(new UploadRequest(path, new S3Address(bucket, key)) { RootKey = rootKey }, progress: null, Token);
            metadata.Add((await server.Client.GetObjectMetadataAsync(bucket, key, Token)).Metadata);
        }
        Assert.NotEqual(metadata[0]["x-amz-meta-x-amz-key"], metadata[1]["x-amz-meta-x-amz-key"]);
        Assert.NotEqual(metadata[0]["x-amz-meta-x-amz-iv"], metadata[1]["x-amz-meta-x-amz-iv"]);
        Assert.All(metadata, static fields => Assert.Equal("1000", fields["x-amz-meta-x-amz-unencrypted-content-length"]));
        Assert.All(metadata, static fields => Assert.Equal("{}", fields["x-amz-meta-x-amz-matdesc"]));
    }
}
