using RedshiftEncryption.Destination;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Files;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>Objects of a real server become files, byte by byte.</summary>
public sealed class ReceiveTests(HostRadosgw server)
{
    const int MiB = 1024 * 1024;

    static readonly int[] Lengths = [0, 1, 15, 16, 17, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1, 20 * MiB];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static ReceiveOperation Receiving(IObjectStore store) =>
        new(
            store,
            new BufferPool(BufferPool.DefaultLimit),
            new TakenPaths(),
            new PartialFiles(),
            static () => throw new NotSupportedException("Nothing is unpacked here.")
        );

    [Fact]
    public async Task What_ruby_wrote_is_received_byte_by_byte_and_by_its_own_key()
    {
        var bucket = await server.CreateBucketAsync();
        using var files = new SampleFiles();
        using var first = RootKey.Create();
        using var second = RootKey.Create();
        var ring = new KeyRing([first, second]);
        var objects = Lengths
            .SelectMany(length =>
                new[] { ("first", first), ("second", second), ("plain", null) }.Select(by =>
                    (Key: $"{by.Item1}/{length}.bin", Path: files.Write($"in/{by.Item1}/{length}.bin", length), RootKey: by.Item2)
                )
            )
            .ToList();
        await new RubyClient(server.Connection, bucket, first).PutAsync(Of(first));
        await new RubyClient(server.Connection, bucket, second).PutAsync(Of(second));
        await new RubyClient(server.Connection, bucket, rootKey: (string?)null).PutAsync(Of(null));

        using var store = await server.OpenAsync();
        var receive = Receiving(store);
        var destination = Path.Combine(files.Root, "out");
        await Parallel.ForEachAsync(
            objects,
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token },
            async (item, token) =>
            {
                var address = new S3Address(bucket, item.Key);
                var request = new ReceiveRequest(address, DestinationPath.For(address, destination, item.Key), ring)
                {
                    Destination = destination,
                };
                var result = await receive.RunAsync(request, progress: null, token);
                Assert.Equal(item.RootKey?.Fingerprint, result!.RootKey?.Fingerprint);
                Assert.Equal(new FileInfo(item.Path).Length, result.FileLength);
                Assert.Equal(SampleFiles.Sha256(item.Path), SampleFiles.Sha256(result.Path));
            }
        );
        Assert.Equal(
            objects.Count,
            Directory
                .GetFiles(destination, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
                .Length
        );

        IEnumerable<(string, string)> Of(RootKey? rootKey) =>
            objects.Where(item => item.RootKey == rootKey).Select(static item => (item.Key, item.Path));
    }

    [Fact]
    public async Task A_version_is_received_and_told()
    {
        var bucket = await server.CreateBucketAsync();
        await server.Client.PutBucketVersioningAsync(
            new()
            {
                BucketName = bucket,
                VersioningConfig = new() { Status = Amazon.S3.VersionStatus.Enabled },
            },
            Token
        );
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var upload = new UploadOperation(store, new BufferPool(BufferPool.DefaultLimit));
        var sent = new List<EncryptedS3Object>();
        foreach (var length in new[] { 100, 200 })
            sent.Add(
                (
                    await upload.RunAsync(
                        new UploadRequest(files.Write($"{length}", length), new S3Address(bucket, "k")) { RootKey = rootKey },
                        progress: null,
                        Token
                    )
                ).Object
            );

        foreach (var (version, length) in new[] { (sent[0].VersionId, 100), (sent[1].VersionId, 200), (null, 200) })
        {
            var path = Path.Combine(files.Root, Guid.NewGuid().ToString());
            var result = await Receiving(store)
                .RunAsync(new ReceiveRequest(new S3Address(bucket, "k", version), path, new KeyRing([rootKey])), progress: null, Token);
            Assert.Equal(version ?? sent[1].VersionId, result!.Address.VersionId);
            Assert.Equal(SampleFiles.Sha256(Path.Combine(files.Root, $"{length}")), SampleFiles.Sha256(path));
        }
    }
}
