using System.Text;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Operations;

public sealed class WriteBatchManifestOperationTests : IDisposable
{
    const int PartLength = 100;

    static readonly S3Address Destination = new("jobs", "m.csv");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    readonly MemoryStore store = new();
    readonly BufferPool buffers = new(BufferPool.DefaultLimit);

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(95)]
    public async Task Rows_arrive_in_order_whatever_their_number(int count)
    {
        var rows = Enumerable.Range(0, count).Select(static i => $"b,{i:0000000}\n").ToList();
        var stored = await WriteAsync(rows, noClobber: false);
        var (write, content) = store.Objects[Destination.Key];
        Assert.Equal(string.Concat(rows), Encoding.ASCII.GetString(content));
        Assert.Equal("AES256", write.ServerSideEncryption);
        Assert.Equal("text/csv", write.Headers.ContentType);
        Assert.Equal("AES256", stored.ServerSideEncryption);
        Assert.Equal(0, store.OpenUploads);
        Assert.Equal(0, buffers.Rented);
    }

    [Fact]
    public async Task Another_encryption_than_SSE_S3_is_an_error()
    {
        store.ReportedEncryption = "aws:kms";
        var refused = await Assert.ThrowsAsync<ObjectStoreException>(() => WriteAsync(["b,k\n"], noClobber: false));
        Assert.Equal(ObjectStoreFault.EncryptionIgnored, refused.Fault);
        Assert.Contains("aws:kms", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("plaintext", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, buffers.Rented);
    }

    [Fact]
    public async Task A_long_manifest_is_not_sent_where_one_exists()
    {
        await WriteAsync(["b,k\n"], noClobber: true);
        var rows = Enumerable.Repeat("b,0000000\n", 95).ToList();
        var refused = await Assert.ThrowsAsync<ObjectStoreException>(() => WriteAsync(rows, noClobber: true));
        Assert.Equal(ObjectStoreFault.ObjectExists, refused.Fault);
        Assert.Equal("b,k\n", Encoding.ASCII.GetString(store.Objects[Destination.Key].Content));
        Assert.Equal(0, buffers.Rented);
    }

    [Fact]
    public async Task A_manifest_has_as_many_parts_as_an_upload_can_have()
    {
        using var write = new WriteBatchManifestOperation(store, buffers, Destination, noClobber: false, partLength: 1);
        var upload = write.RunAsync(isLarge: true, progress: null, Token);
        for (var i = 0; i < PartSize.MaximumParts; i++)
        {
            write.BeginPart(await write.RentPartAsync(Token));
            Assert.True(write.TryAdd([(byte)'a']));
            write.PushPart(isLast: false);
        }
        write.BeginPart(await write.RentPartAsync(Token));
        var refused = Assert.Throws<BatchManifestException>(() => write.PushPart(isLast: true));
        Assert.Equal(BatchManifestFault.ManifestTooLarge, refused.Fault);
        Assert.False(upload.IsCompleted);
    }

    async Task<StoredObject> WriteAsync(IReadOnlyList<string> rows, bool noClobber)
    {
        using var write = new WriteBatchManifestOperation(store, buffers, Destination, noClobber, PartLength);
        Task<StoredObject>? upload = null;
        foreach (var row in rows.Select(Encoding.ASCII.GetBytes))
        {
            if (write.TryAdd(row))
                continue;
            if (write.IsFull)
                Push(isLast: false);
            write.BeginPart(await write.RentPartAsync(Token));
            Assert.True(write.TryAdd(row));
        }
        Push(isLast: true);
        return await upload!;

        void Push(bool isLast)
        {
            write.PushPart(isLast);
            upload ??= Task.Run(() => write.RunAsync(!isLast, progress: null, Token), Token);
        }
    }
}
