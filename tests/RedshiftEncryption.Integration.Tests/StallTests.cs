using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration;

/// <summary>The time limit of an attempt counts stalls: a slow connection is not one, and one that stands still is.</summary>
public sealed class StallTests
{
    const int MiB = 1024 * 1024;

    /// <summary>Longer than the buffers of a connection take to drain at this rate, and shorter than the body takes.</summary>
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    static readonly ObjectWrite Write = new(new S3Address(FaultyServer.Bucket, "slow"));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_may_take_longer_than_the_time_limit()
    {
        await using var server = await FaultyServer.StartAsync("--limit", $"{6 * MiB}");
        using var store = await server.OpenAsync(Timeout);
        var elapsed = System.Diagnostics.Stopwatch.StartNew();
        await store.PutAsync(Write, new ArraySegment<byte>(new byte[48 * MiB]), crc32C: null, Token);
        Assert.True(elapsed.Elapsed > Timeout, $"The body took {elapsed.Elapsed} and proves nothing.");
    }

    [Fact]
    public async Task A_body_that_stands_still_ends_at_the_time_limit()
    {
        await using var server = await FaultyServer.StartAsync();
        await server.AddFaultAsync(new Dictionary<string, object> { ["operation"] = "PutObject", ["kind"] = "hang" });
        using var store = await server.OpenAsync(TimeSpan.FromSeconds(1));
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            store.PutAsync(Write, new ArraySegment<byte>(new byte[48 * MiB]), crc32C: null, Token)
        );
        Assert.Equal(ObjectStoreFault.Unavailable, failure.Fault);
        Assert.Contains("made no progress for 1 seconds", failure.Message, StringComparison.Ordinal);
    }
}
