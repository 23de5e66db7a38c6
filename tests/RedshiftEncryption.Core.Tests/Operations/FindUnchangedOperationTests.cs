using RedshiftEncryption.Compression;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Operations;

/// <summary>Where S3 keeps a CRC-32C. LocalS3 and the other S3-compatible servers are not asked for one.</summary>
public sealed class FindUnchangedOperationTests : IDisposable
{
    static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    readonly MemoryStore store = new();
    readonly TemporaryFolder folder = new();
    readonly ListedKeys listed = new("b", "");
    readonly BufferPool buffers = new(BufferPool.DefaultLimit);

    public void Dispose()
    {
        folder.Dispose();
        listed.Dispose();
    }

    [Theory]
    [InlineData(CopyCompression.None)]
    [InlineData(CopyCompression.Gzip)]
    [InlineData(CopyCompression.Zstd)]
    public async Task Content_without_an_envelope_is_compared_by_the_checksum_of_what_would_be_sent(CopyCompression compression)
    {
        var request = await SendAsync(compression);
        Assert.Equal("", (await FindAsync(request)).Difference);
        Assert.True((await FindAsync(request)).Unchanged!.WasSkipped);
        File.WriteAllText(request.SourcePath, "other content, as long as before");
        Assert.Contains("differs", (await FindAsync(request)).Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_checksum_it_is_sent_again()
    {
        var request = await SendAsync(CopyCompression.None);
        store.Reported = static description => description with { Crc32C = null };
        Assert.Contains("no CRC-32C", (await FindAsync(request)).Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_while_the_file_is_compared_is_not_hidden()
    {
        var request = await SendAsync(CopyCompression.None);
        var stale = request with { Plan = new PlannedObject(request.Destination, 0) { State = new(1, DateTime.UnixEpoch) } };
        await Assert.ThrowsAsync<SourceChangedException>(() => FindAsync(stale));
    }

    async Task<UploadRequest> SendAsync(CopyCompression compression)
    {
        var path = Path.Combine(folder.Path, "a.csv");
        await File.WriteAllTextAsync(path, "some content, as long as another", Token);
        var request = new UploadRequest(path, new S3Address("b", "a")) { Compression = compression, Stamps = true };
        await new UploadOperation(store, buffers, static () => new StreamCompression()).RunAsync(request, progress: null, Token);
        var checksum = store.LastChecksum;
        store.Reported = description => description with { Crc32C = checksum };
        return request;
    }

    Task<UnchangedFinding> FindAsync(UploadRequest request) =>
        new FindUnchangedOperation(store, listed, static () => new StreamCompression()).RunAsync(request, Token);
}
