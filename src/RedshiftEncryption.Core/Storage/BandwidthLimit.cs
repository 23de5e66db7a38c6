using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Storage;

/// <summary>
/// Limits the rate of all content that a command sends and receives: a token bucket that all its connections share. Bytes
/// are taken on credit, and the caller waits until they have been earned. Thread-safe.
/// </summary>
/// <param name="bytesPerSecond">The rate, at least <see cref="Minimum"/>.</param>
/// <param name="clock">The time.</param>
internal sealed class BandwidthLimit(long bytesPerSecond, IRetryClock clock)
{
    /// <summary>The smallest rate in bytes per second.</summary>
    public const long Minimum = 1024;

    /// <summary>The largest number of bytes that are sent at once.</summary>
    const int LongestTake = 256 * 1024;

    /// <summary>How many takes a second lasts at least: few keep the timers idle, and many keep the rate smooth.</summary>
    const int TakesPerSecond = 8;

    /// <summary>What is saved while no content is in transfer. It also covers timers that are late.</summary>
    static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(50);

    /// <summary>Timers count milliseconds. A shorter wait is left to the next take.</summary>
    static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(2);

    /// <summary>The time at which all bytes that were taken have been earned, in ticks of the clock.</summary>
    long earned = (clock.Now - Burst).Ticks;

    /// <summary>Gets how many bytes to send at once.</summary>
    public int Take { get; } = (int)Math.Min(LongestTake, Math.Max(1, bytesPerSecond / TakesPerSecond));

    /// <summary>Waits until the bytes may be transferred, or, after a read, until the next ones may.</summary>
    public Task TakeAsync(int count, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var cost = (long)(count * (double)TimeSpan.TicksPerSecond / bytesPerSecond);
        long before;
        long after;
        do
        {
            before = Interlocked.Read(ref earned);
            after = Math.Max(before, (now - Burst).Ticks) + cost;
        } while (Interlocked.CompareExchange(ref earned, after, before) != before);
        var wait = TimeSpan.FromTicks(after) - now;
        return wait < ShortestWait ? Task.CompletedTask : clock.DelayAsync(wait, cancellationToken);
    }
}
