using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;
using RedshiftEncryption.Tests.Fakes;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Storage.Retries;

public sealed class RetryingObjectStoreTests : IDisposable
{
    readonly MemoryStore inner = new();
    readonly FakeRetryClock clock = new();
    int requests;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => inner.Dispose();

    static S3Address Address { get; } = new("b", "k");

    [Fact]
    public async Task An_outage_is_waited_out()
    {
        inner.Interrupt = _ => FailIf(clock.Now < TimeSpan.FromSeconds(100), new(ObjectStoreFault.Unavailable, "503"));
        Assert.Null(await Open().FindAsync(Address, Token));
        Assert.InRange(clock.Now.TotalSeconds, 100, 120);
        Assert.InRange(requests, 5, 60);
    }

    [Fact]
    public async Task The_time_limit_is_the_items_and_not_each_requests()
    {
        inner.Interrupt = _ => FailIf(true, new(ObjectStoreFault.Unavailable, "503"));
        var item = Open().ForItem();
        await Assert.ThrowsAsync<ObjectStoreException>(() => item.FindAsync(Address, Token));
        var (time, before) = (clock.Now, requests);
        Assert.InRange(time.TotalSeconds, 115, 130);

        await Assert.ThrowsAsync<ObjectStoreException>(() => item.FindAsync(Address, Token));

        Assert.Equal(before + 1, requests);
    }

    [Fact]
    public async Task A_wait_that_the_server_asks_for_is_kept_unless_it_is_beyond_the_limit()
    {
        inner.Interrupt = _ => FailIf(requests < 1, new(ObjectStoreFault.Unavailable, "503") { RetryAfter = TimeSpan.FromSeconds(30) });
        await Open().FindAsync(Address, Token);
        Assert.InRange(clock.Now.TotalSeconds, 30, 31);

        requests = 0;
        inner.Interrupt = _ => FailIf(requests < 1, new(ObjectStoreFault.Unavailable, "503") { RetryAfter = TimeSpan.FromHours(1) });
        await Assert.ThrowsAsync<ObjectStoreException>(() => Open().FindAsync(Address, Token));
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 30)]
    public async Task Where_nothing_has_answered_an_unreachable_endpoint_is_not_waited_for(bool hasAnswered, int least)
    {
        var store = Open();
        if (hasAnswered)
            await store.FindAsync(Address, Token);
        inner.Interrupt = _ => FailIf(true, new(ObjectStoreFault.Unavailable, "refused") { Scope = FaultScope.Endpoint });
        await Assert.ThrowsAsync<ObjectStoreException>(() => store.FindAsync(Address, Token));
        Assert.InRange(requests, least, hasAnswered ? 100 : 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rejection_stays_one_only_if_all_attempts_were_rejected(bool always)
    {
        inner.Interrupt = _ => FailIf(true, new(ObjectStoreFault.Unavailable, "503") { IsRejection = always || requests > 0 });
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() => Open().FindAsync(Address, Token));
        Assert.Equal(always, failure.IsRejection);
        Assert.Equal(!always, AmbiguousWrite.IsPossible(failure));
    }

    [Theory]
    [InlineData(ObjectStoreFault.AccessDenied)]
    [InlineData(ObjectStoreFault.WriteNotConfirmed)]
    [InlineData(ObjectStoreFault.InvalidResponse)]
    internal async Task What_the_server_refuses_is_not_repeated(ObjectStoreFault fault)
    {
        inner.Interrupt = _ => FailIf(true, new(fault, "no"));
        await Assert.ThrowsAsync<ObjectStoreException>(() => Open().DescribeAsync(Address, Token));
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task A_cancellation_ends_the_waiting()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);
        inner.Interrupt = _ =>
        {
            stopping.Cancel();
            FailIf(true, new(ObjectStoreFault.Unavailable, "503"));
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().FindAsync(Address, stopping.Token));
        Assert.Equal(1, requests);
    }

    [Fact]
    public void Requests_that_fail_together_begin_one_pause()
    {
        var backoff = new SharedBackoff(clock);
        Assert.True(backoff.EnterAsync(Token).IsCompletedSuccessfully);
        for (var i = 0; i < 32; i++)
            backoff.Fail(sentIn: 0, TimeSpan.Zero);
        _ = backoff.EnterAsync(Token);
        Assert.Equal(TimeSpan.FromMilliseconds(50), clock.Now);
    }

    RetryingObjectStore Open() => new(inner, RetryLimits.Default, clock);

    void FailIf(bool fails, ObjectStoreException failure)
    {
        if (!fails)
            return;
        requests++;
        throw failure;
    }
}
