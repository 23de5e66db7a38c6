using RedshiftEncryption.Storage;
using RedshiftEncryption.Tests.Fakes;

namespace RedshiftEncryption.Tests.Storage;

public sealed class BandwidthLimitTests
{
    const int Rate = 1_000_000;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(10_000)]
    [InlineData(125_000)]
    [InlineData(3_000_000)]
    public async Task Content_takes_the_time_of_its_rate(int take)
    {
        var clock = new FakeRetryClock();
        var limit = new BandwidthLimit(Rate, clock);
        for (var sent = 0; sent < 30 * Rate; sent += take)
            await limit.TakeAsync(take, Token);
        Assert.InRange(clock.Now.TotalSeconds, 29.9, 30);
    }

    [Fact]
    public async Task Unused_time_is_not_saved()
    {
        var clock = new FakeRetryClock { Now = TimeSpan.FromHours(1) };
        var limit = new BandwidthLimit(Rate, clock);
        clock.Now += TimeSpan.FromHours(1);
        var start = clock.Now;
        await limit.TakeAsync(5 * Rate, Token);
        Assert.InRange((clock.Now - start).TotalSeconds, 4.9, 5);
    }

    [Fact]
    public async Task Connections_share_the_rate()
    {
        var clock = new StoppedClock();
        var limit = new BandwidthLimit(Rate, clock);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => limit.TakeAsync(Rate, Token)));
        Assert.InRange(clock.Longest.TotalSeconds, 7.9, 8);
    }

    [Fact]
    public async Task A_wait_ends_with_the_command()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var limit = new BandwidthLimit(Rate, new FakeRetryClock());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => limit.TakeAsync(Rate, stop.Token));
    }

    [Theory]
    [InlineData(BandwidthLimit.Minimum, 128)]
    [InlineData(Rate, 125_000)]
    [InlineData(long.MaxValue, 256 * 1024)]
    public void Pieces_are_an_eighth_of_a_second_at_most(long rate, int take) =>
        Assert.Equal(take, new BandwidthLimit(rate, new FakeRetryClock()).Take);

    /// <summary>Its time stands still, as for requests of the same moment.</summary>
    sealed class StoppedClock : RedshiftEncryption.Storage.Retries.IRetryClock
    {
        public TimeSpan Now => TimeSpan.Zero;

        public TimeSpan Longest { get; private set; }

        public double NextRandom() => 0;

        public Task DelayAsync(TimeSpan time, CancellationToken cancellationToken)
        {
            Longest = time > Longest ? time : Longest;
            return Task.CompletedTask;
        }
    }
}
