using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

public sealed class ServerSideEncryptionTests(HostRadosgw server)
{
    const int MiB = 1024 * 1024;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(20 * MiB)]
    public async Task Kms_encryption_is_real_and_is_verified(int length)
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var store = await server.OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var path = files.Write("data.csv", length);
        var request = new UploadRequest(path, new S3Address(bucket, "data.csv"))
        {
            ServerSideEncryption = "aws:kms",
            KmsKeyId = server.Connection.KmsKeyId,
        };
        var sent = (await new UploadOperation(store, buffers).RunAsync(request, progress: null, Token)).Object;
        Assert.Equal("aws:kms", sent.ServerSideEncryption);
        Assert.Equal("None", sent.Envelope);
        Assert.Equal(length, sent.Length);

        var head = await server.Client.GetObjectMetadataAsync(bucket, "data.csv", Token);
        Assert.Equal("aws:kms", head.ServerSideEncryptionMethod.Value);
        Assert.Equal("text/csv", head.Headers.ContentType);
        var result = await new VerifyOperation(store, buffers).RunAsync(
            new VerifyRequest(path, new S3Address(bucket, "data.csv")) { ServerSideEncryption = "aws:kms" },
            progress: null,
            Token
        );
        Assert.True(result.Verified, result.Detail);
        Assert.Equal(0, buffers.Rented);
    }

    [Fact]
    public async Task Both_encryptions_go_together()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var path = files.Write("data.csv", 1000);
        var request = new UploadRequest(path, new S3Address(bucket, "data.csv"))
        {
            RootKey = rootKey,
            ServerSideEncryption = "aws:kms",
            KmsKeyId = server.Connection.KmsKeyId,
        };
        var sent = (await new UploadOperation(store, buffers).RunAsync(request, progress: null, Token)).Object;
        Assert.Equal(("V1", "aws:kms"), (sent.Envelope, sent.ServerSideEncryption));
        var read = await new RubyClient(server.Connection, bucket, rootKey).GetAsync(["data.csv"]);
        Assert.Equal(SampleFiles.Sha256(path), read["data.csv"].Sha256);
    }

    [Fact]
    public async Task A_server_that_ignores_the_request_is_found_out()
    {
        Assert.SkipUnless(
            server.Connection.Release.StartsWith("16.", StringComparison.Ordinal),
            "radosgw 16 ignores SSE AES256; later releases refuse it."
        );
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var store = await server.OpenAsync();
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        foreach (var length in new[] { 1000, 20 * MiB })
        {
            var request = new UploadRequest(files.Write($"{length}.csv", length), new S3Address(bucket, $"{length}.csv"))
            {
                ServerSideEncryption = "AES256",
            };
            var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => upload.RunAsync(request, progress: null, Token));
            Assert.Equal(ObjectStoreFault.EncryptionIgnored, exception.Fault);
        }
        // The upload of the large file was aborted before its content was sent.
        Assert.Equal(
            ["1000.csv"],
            (await server.Client.ListObjectsV2Async(new() { BucketName = bucket }, Token)).S3Objects.Select(static found => found.Key)
        );
        Assert.Empty((await server.Client.ListMultipartUploadsAsync(bucket, Token)).MultipartUploads ?? []);
    }

    [Fact]
    public async Task An_existing_object_stays_when_asked_so()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        var request = new UploadRequest(files.Write("a.csv", 100), new S3Address(bucket, "a.csv")) { RootKey = rootKey, NoClobber = true };
        var sent = (await upload.RunAsync(request, progress: null, Token)).Object;
        var exception = await Assert.ThrowsAsync<ObjectStoreException>(() => upload.RunAsync(request, progress: null, Token));
        Assert.Equal(ObjectStoreFault.ObjectExists, exception.Fault);
        Assert.Equal(sent.ETag, (await server.Client.GetObjectMetadataAsync(bucket, "a.csv", Token)).ETag.Trim('"'));
    }
}
