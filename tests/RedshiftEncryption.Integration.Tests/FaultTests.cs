using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration;

/// <summary>
/// Every request of an upload and of a verification fails in turn, in every way, once and for good: the object arrives
/// whole or the error names it, no upload is left open, and all buffers go back.
/// </summary>
public sealed class FaultTests
{
    const int MiB = 1024 * 1024;

    /// <summary>Five parts.</summary>
    const int UploadLength = 22 * MiB;

    /// <summary>Three ranges.</summary>
    const int VerifyLength = 34 * MiB;

    /// <summary>The timeout for responses that never come: far longer than any other response takes on a busy machine.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For one fault, which must not be fatal: the eight items share one back-off, which may last longer than operations that
    /// fail for good are repeated.
    /// </summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    static readonly (string Name, Dictionary<string, object> Rule)[] UploadFaults =
    [
        (
            "500",
            new()
            {
                ["kind"] = "error",
                ["status"] = 500,
                ["code"] = "InternalError",
            }
        ),
        (
            "SlowDown",
            new()
            {
                ["kind"] = "error",
                ["status"] = 503,
                ["code"] = "SlowDown",
            }
        ),
        ("refuse", new() { ["kind"] = "refuse" }),
        ("cutRequest", new() { ["kind"] = "cutRequest" }),
        ("cutAfterWork", new() { ["kind"] = "cutAfterWork" }),
        ("hang", new() { ["kind"] = "hang" }),
    ];

    static readonly (string Name, Dictionary<string, object> Rule)[] ReadFaults =
    [
        .. UploadFaults.Where(static fault => fault.Name is not "cutRequest"),
        ("truncate", new() { ["kind"] = "truncate" }),
    ];

    static readonly (string Operation, int Skip)[] UploadRequests =
    [
        ("CreateMultipartUpload", 0),
        ("UploadPart", 0),
        ("UploadPart", 1),
        ("UploadPart", 2),
        ("UploadPart", 3),
        ("UploadPart", 4),
        ("CompleteMultipartUpload", 0),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Every_request_of_a_multipart_upload_may_fail(bool once) =>
        RunUploadsAsync(
            UploadLength,
            once,
            from request in UploadRequests
            from fault in UploadFaults
            select (request.Operation, request.Skip, fault)
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task The_request_of_a_small_upload_may_fail(bool once) =>
        RunUploadsAsync(1000, once, from fault in UploadFaults select ("PutObject", 0, fault));

    static async Task RunUploadsAsync(
        int length,
        bool once,
        IEnumerable<(string Operation, int Skip, (string Name, Dictionary<string, object> Rule) Fault)> cases
    )
    {
        await using var server = await FaultyServer.StartAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync(Timeout, once ? Patience : null);
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var path = files.Write("data.bin", length);

        await Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (item, token) =>
            {
                var key = $"{item.Operation}-{item.Skip}-{item.Fault.Name}";
                await AddFaultAsync(server, item.Operation, key, item.Skip, once, item.Fault.Rule);
                var request = new UploadRequest(path, new S3Address(FaultyServer.Bucket, key)) { RootKey = rootKey, PartSize = 5 * MiB };
                try
                {
                    await new UploadOperation(store, buffers).RunAsync(request, progress: null, token);
                }
                catch (ObjectStoreException exception)
                {
                    Assert.False(once, $"{key}: one fault must not be fatal: {exception.Message}");
                    Assert.Contains(key, exception.Message, StringComparison.Ordinal);
                    Assert.Null(await store.FindAsync(request.Destination, token));
                    return;
                }
                var verified = await new VerifyOperation(store, buffers).RunAsync(
                    new VerifyRequest(path, request.Destination) { Keys = new KeyRing([rootKey]) },
                    progress: null,
                    token
                );
                Assert.True(verified.Verified, $"{key}: {verified.Reason} {verified.Detail}");
            }
        );
        // If the ID of an upload was lost, only a lifecycle rule can abort it.
        Assert.DoesNotContain(await server.OpenUploadsAsync(), static key => key is not "CreateMultipartUpload-0-cutAfterWork");
        Assert.Equal(0, buffers.Rented);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_request_of_a_verification_may_fail(bool once)
    {
        await using var server = await FaultyServer.StartAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync(Timeout, once ? Patience : null);
        using var patient = await server.OpenAsync();
        var buffers = new BufferPool(BufferPool.DefaultLimit);
        var cases =
            from length in new[] { 1000, VerifyLength }
            from skip in Enumerable.Range(0, length > MiB ? 3 : 1)
            from fault in ReadFaults
            select (length, skip, fault);
        var paths = new[] { 1000, VerifyLength }.ToDictionary(static length => length, length => files.Write($"{length}.bin", length));

        await Parallel.ForEachAsync(
            cases,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (item, token) =>
            {
                var key = $"{item.length}-{item.skip}-{item.fault.Name}";
                var address = new S3Address(FaultyServer.Bucket, key);
                await new UploadOperation(patient, buffers).RunAsync(
                    new UploadRequest(paths[item.length], address) { RootKey = rootKey },
                    progress: null,
                    token
                );
                await AddFaultAsync(server, "GetObject", key, item.skip, once, item.fault.Rule);
                try
                {
                    var verified = await new VerifyOperation(store, buffers).RunAsync(
                        new VerifyRequest(paths[item.length], address) { Keys = new KeyRing([rootKey]) },
                        progress: null,
                        token
                    );
                    Assert.True(verified.Verified, $"{key}: {verified.Reason} {verified.Detail}");
                }
                catch (ObjectStoreException exception)
                {
                    Assert.False(once, $"{key}: one fault must not be fatal: {exception.Message}");
                    Assert.Contains(key, exception.Message, StringComparison.Ordinal);
                }
            }
        );
        Assert.Equal(0, buffers.Rented);
    }

    /// <summary>Cancels at 200 random moments: before the first request, between any two, and in the middle of each.</summary>
    [Fact]
    public async Task Canceling_at_any_moment_leaves_no_upload_open_and_no_task_hanging()
    {
        await using var server = await FaultyServer.StartAsync();
        using var files = new SampleFiles();
        using var rootKey = RootKey.Create();
        using var store = await server.OpenAsync();
        var buffers = new BufferPool(64 * MiB);
        var path = files.Write("data.bin", UploadLength);
        var (canceled, finished) = (0, 0);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token },
            async (round, token) =>
            {
                using var stopping = CancellationTokenSource.CreateLinkedTokenSource(token);
                var request = new UploadRequest(path, new S3Address(FaultyServer.Bucket, $"cancel/{round}"))
                {
                    RootKey = rootKey,
                    PartSize = 5 * MiB,
                };
                var upload = new UploadOperation(store, buffers).RunAsync(request, progress: null, stopping.Token);
                stopping.CancelAfter(TimeSpan.FromMilliseconds(Random.Shared.Next(0, 400)));
                try
                {
                    await upload.WaitAsync(TimeSpan.FromSeconds(30), token);
                    Interlocked.Increment(ref finished);
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested)
                {
                    Interlocked.Increment(ref canceled);
                }
            }
        );
        Assert.Equal(200, canceled + finished);
        Assert.True(canceled >= 50, $"Only {canceled} of 200 were canceled in time to tell anything.");
        Assert.Empty(await server.OpenUploadsAsync());
        Assert.Equal(0, buffers.Rented);
    }

    static Task AddFaultAsync(FaultyServer server, string operation, string key, int skip, bool once, Dictionary<string, object> rule)
    {
        var all = new Dictionary<string, object>(rule, StringComparer.Ordinal)
        {
            ["operation"] = operation,
            ["keyContains"] = key,
            ["skip"] = skip,
        };
        if (once)
            all["times"] = 1;
        return server.AddFaultAsync(all);
    }
}
