using System.Text;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Loading;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Redshift.Sql;
using RedshiftEncryption.Splitting;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Mono;

/// <summary>Every operation that this build can do on Mono, against an S3 server that the environment names.</summary>
internal static class ObjectTests
{
    const int MiB = 1024 * 1024;
    const string BucketName = "test";

    /// <summary>Around the cipher's block, one request, and three parts.</summary>
    static readonly int[] Lengths = [0, 1, 15, 16, 17, 70_000, 20 * MiB + 1];

    public static IEnumerable<(string Name, Func<Task> Test)> All =>
        [
            .. Lengths.Select(static length =>
                ($"{length} bytes are encrypted, sent, compared, re-keyed and converted", new Func<Task>(() => RoundTripAsync(length)))
            ),
            ("another key and another content are found out", FindOutAsync),
            .. new[] { CopyCompression.Gzip, CopyCompression.Zstd }.Select(static format =>
                ($"{format} in ranges is compared and unpacked", new Func<Task>(() => SplitAsync(format)))
            ),
            ("what AWS's Ruby client encrypted by AES-GCM is converted", ConvertGcmAsync),
            ("damaged AES-GCM content becomes no object", RefuseDamagedAsync),
            ("a manifest is written", WriteManifestAsync),
        ];

    static async Task RoundTripAsync(int length)
    {
        using var files = new TestFolder();
        using var key = RootKey.Create();
        using var newKey = RootKey.Create();
        using var store = await OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var path = files.Write("a.bin", length);
        var address = new S3Address(BucketName, $"round/{length}.bin");
        var sent = await new UploadOperation(store, buffers).RunAsync(
            new UploadRequest(path, address) { RootKey = key },
            progress: null,
            CancellationToken.None
        );
        Suite.Equal(length > PartSize.Default, sent.Parts > 1);
        Suite.Equal(length / 16 * 16 + 16, sent.Object.Length);
        await VerifyAsync(store, buffers, new VerifyRequest(path, address) { Keys = new KeyRing([key]) });

        var rekey = new RekeyOperation(store);
        await rekey.RunAsync(
            await rekey.PlanAsync(new RekeyRequest(address, new KeyRing([key]), newKey), CancellationToken.None),
            progress: null,
            CancellationToken.None
        );
        var inspected = await new InspectOperation(store).RunAsync(
            new InspectRequest(address, new KeyRing([key, newKey])),
            CancellationToken.None
        );
        Suite.Equal(newKey.Fingerprint, inspected.OpenedBy);

        await ConvertAsync(store, buffers, address, newKey, path);
        Suite.Equal(0, buffers.Rented);
    }

    static async Task FindOutAsync()
    {
        using var files = new TestFolder();
        using var key = RootKey.Create();
        using var other = RootKey.Create();
        using var store = await OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var path = files.Write("a.bin", 100_000);
        var address = new S3Address(BucketName, "differs.bin");
        await new UploadOperation(store, buffers).RunAsync(
            new UploadRequest(path, address) { RootKey = key },
            progress: null,
            CancellationToken.None
        );
        var closed = await new VerifyOperation(store, buffers).RunAsync(
            new VerifyRequest(path, address) { Keys = new KeyRing([other]) },
            progress: null,
            CancellationToken.None
        );
        Suite.Equal(nameof(RoundTripReason.WrongRootKey), closed.Reason);

        var changed = File.ReadAllBytes(path);
        changed[70_001] ^= 1;
        var different = await new VerifyOperation(store, buffers).RunAsync(
            new VerifyRequest(files.Write("b.bin", changed), address) { Keys = new KeyRing([key]) },
            progress: null,
            CancellationToken.None
        );
        Suite.Equal((nameof(RoundTripReason.ContentDiffers), 70_001L), (different.Reason, different.FirstDifference ?? -1));
    }

    static async Task SplitAsync(CopyCompression format)
    {
        using var files = new TestFolder();
        using var key = RootKey.Create();
        using var store = await OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var text = new StringBuilder("id,text\n");
        for (var i = 0; i < 50_000; i++)
            text.Append(i).Append(",\"line ").Append(i).Append("\n and another\"\n");
        var path = files.Write("orders.csv", Encoding.UTF8.GetBytes(text.ToString()));
        var sending = new SendRequest(path, BucketName)
        {
            KeyPrefix = $"split/{format}",
            Compression = format,
            Split = new SplitRequest(256 * 1024)
            {
                Format = RecordFormat.Csv,
                HeaderRow = HeaderRow.Repeat,
                SliceCount = 2,
            },
        };
        using var plan = await SendPlan.CreateAsync(sending, CancellationToken.None);
        var upload = new UploadOperation(store, buffers, CompressionOpener.Open);
        long covered = 0;
        while (await plan.NextAsync(CancellationToken.None) is { } planned)
        {
            var request = new UploadRequest(path, planned.Address)
            {
                Plan = planned,
                RootKey = key,
                Compression = format,
            };
            var sent = await upload.RunAsync(request, progress: null, CancellationToken.None);
            var range = planned.Range!;
            Suite.Equal(true, sent.Object.Length < range.Length / 2);
            var compared = new VerifyRequest(path, planned.Address)
            {
                Keys = new KeyRing([key]),
                Range = range,
                Compression = format,
            };
            await VerifyAsync(store, buffers, compared);
            covered += range.Length;
        }
        Suite.Equal(new FileInfo(path).Length, covered + "id,text\n".Length);
        Suite.Equal(true, plan.Count > 2);
    }

    static async Task ConvertGcmAsync()
    {
        using var files = new TestFolder();
        using var store = await OpenAsync();
        using var key = RootKeyFile.Read(files.Write("root.key", GcmVector.RootKey));
        var address = await PutGcmAsync(store, "gcm.bin", GcmVector.Content);
        await ConvertAsync(store, new BufferPool(BufferPool.DefaultLimit), address, key, files.Write("a.bin", GcmVector.Plaintext));
    }

    static async Task RefuseDamagedAsync()
    {
        using var files = new TestFolder();
        using var store = await OpenAsync();
        using var key = RootKeyFile.Read(files.Write("root.key", GcmVector.RootKey));
        var damaged = GcmVector.Content;
        damaged[3] ^= 1;
        var address = await PutGcmAsync(store, "damaged.bin", damaged);
        var destination = new S3Address(BucketName, "clean/damaged.bin");
        var convert = new ConvertOperation(store, new BufferPool(BufferPool.DefaultLimit));
        await Suite.ThrowsAsync<DamagedContentException>(() =>
            convert.RunAsync(new ConvertRequest(address, destination, new KeyRing([key])), progress: null, CancellationToken.None)
        );
        Suite.Equal(null, await store.FindAsync(destination, CancellationToken.None));
    }

    static async Task WriteManifestAsync()
    {
        using var files = new TestFolder();
        using var store = await OpenAsync();
        var path = files.PathOf("all.manifest");
        var request = new WriteManifestRequest(CopyManifestContents.Of([new CopyManifestEntry(BucketName, "a \"b\" ü.csv")], format: null))
        {
            Destination = StatementUri.Create(BucketName, "all.manifest"),
            Path = path,
            ServerSideEncryption = "aws:kms",
        };
        var manifest = await new WriteManifestOperation(store).RunAsync(request, CancellationToken.None);
        Suite.Equal(1, manifest.EntryCount);
        Suite.Equal(true, File.ReadAllText(path).Contains(@"""s3://test/a \""b\"" ü.csv"""));
        await VerifyAsync(
            store,
            new BufferPool(BufferPool.DefaultLimit),
            new VerifyRequest(path, new S3Address(BucketName, "all.manifest")) { ServerSideEncryption = "aws:kms" }
        );
    }

    static Task<IObjectStore> OpenAsync() => ObjectStoreOpener.OpenAsync(new ConnectionRequest(), CancellationToken.None);

    static async Task<S3Address> PutGcmAsync(IObjectStore store, string key, byte[] content)
    {
        var address = new S3Address(BucketName, key);
        await store.PutAsync(
            new ObjectWrite(address) { Metadata = GcmVector.Metadata },
            new ArraySegment<byte>(content),
            crc32C: null,
            CancellationToken.None
        );
        return address;
    }

    static async Task VerifyAsync(IObjectStore store, BufferPool buffers, VerifyRequest request)
    {
        var result = await new VerifyOperation(store, buffers, CompressionOpener.Open).RunAsync(
            request,
            progress: null,
            CancellationToken.None
        );
        Suite.Equal((nameof(RoundTripReason.None), null), (result.Reason, result.Detail));
        Suite.Equal(true, result.Verified);
    }

    /// <summary>Converts an object, and compares what became of it with its plaintext.</summary>
    static async Task ConvertAsync(IObjectStore store, BufferPool buffers, S3Address address, RootKey key, string path)
    {
        var destination = address with { Key = "clean/" + address.Key };
        var result = await new ConvertOperation(store, buffers).RunAsync(
            new ConvertRequest(address, destination, new KeyRing([key])),
            progress: null,
            CancellationToken.None
        );
        Suite.Equal(true, result.Object?.Verified);
        var stored = await store.DescribeAsync(destination, CancellationToken.None);
        Suite.Equal(
            (new FileInfo(path).Length, SourceMark.Field),
            (stored.Length, stored.Metadata.Keys.Single(static name => name is not ModificationTime.Field))
        );
        await VerifyAsync(store, buffers, new VerifyRequest(path, destination) { ServerSideEncryption = "aws:kms" });
    }
}
