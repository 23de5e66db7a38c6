using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Tests.Transfer;

/// <summary>Sends items over a simulated network, whose clock moves from event to event.</summary>
public sealed class AdaptiveLimitTests
{
    static readonly TimeSpan Fill = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void It_grows_to_the_bound_where_each_connection_is_slow()
    {
        var (limit, peak, took) = Run(items: 400, least: 4, most: 30, static _ => TimeSpan.FromSeconds(1.6));
        Assert.Equal(30, limit.Current);
        Assert.Equal(30, peak);
        // Ten at a time, as the SDK sends them, would take 64 seconds, and thirty from the start 21.
        Assert.InRange(took.TotalSeconds, 21, 32);
    }

    [Fact]
    public void It_stays_low_where_more_does_not_make_the_network_faster()
    {
        var (_, peak, _) = Run(items: 2000, least: 4, most: 30, static inProgress => TimeSpan.FromMilliseconds(21 * inProgress));
        Assert.InRange(peak, 4, 8);
    }

    [Fact]
    public void It_stays_low_where_only_a_stall_has_ended()
    {
        var sent = 0;
        var (_, peak, _) = Run(
            items: 20000,
            least: 4,
            most: 64,
            inProgress => TimeSpan.FromMilliseconds((sent++ % 40 < 10 ? 4 : 1) * 21 * inProgress)
        );
        // Without a memory of the best rate, it reaches the bound.
        Assert.InRange(peak, 4, 24);
    }

    [Fact]
    public void It_stays_where_it_starts_while_the_processors_are_busy()
    {
        var (_, peak, _) = Run(items: 2000, least: 4, most: 30, static _ => TimeSpan.FromMilliseconds(25));
        Assert.Equal(4, peak);
    }

    [Fact]
    public void It_never_exceeds_its_bound()
    {
        var (limit, peak, _) = Run(items: 100, least: 8, most: 3, static _ => TimeSpan.FromSeconds(1));
        Assert.Equal(3, limit.Current);
        Assert.Equal(3, peak);
    }

    [Fact]
    public void It_is_raised_to_what_is_needed_in_any_case()
    {
        var limit = new AdaptiveLimit(4, 30, static () => TimeSpan.Zero);
        limit.Raise(20);
        Assert.Equal(20, limit.Current);
        limit.Raise(10);
        Assert.Equal(20, limit.Current);
        limit.Raise(100);
        Assert.Equal(30, limit.Current);
    }

    /// <summary>One processor fills the items in order. Sending takes a time that can depend on the number in progress.</summary>
    static (AdaptiveLimit Limit, int Peak, TimeSpan Took) Run(int items, long least, long most, Func<int, TimeSpan> send)
    {
        var now = TimeSpan.Zero;
        var limit = new AdaptiveLimit(least, most, () => now);
        var events = new PriorityQueue<bool, TimeSpan>();
        var (left, inProgress, peak, isFilling) = (items, 0, 0, false);
        do
        {
            if (left > 0 && !isFilling && inProgress < limit.Current)
            {
                isFilling = true;
                left--;
                peak = Math.Max(peak, ++inProgress);
                events.Enqueue(true, now + Fill);
            }
            limit.SetWaiting(left > 0 && !isFilling);
            _ = events.TryDequeue(out var isFilled, out now);
            if (isFilled)
            {
                isFilling = false;
                events.Enqueue(false, now + send(inProgress));
            }
            else
            {
                inProgress--;
                limit.Complete(1);
            }
        } while (events.Count > 0 || left > 0);
        return (limit, peak, now);
    }
}
