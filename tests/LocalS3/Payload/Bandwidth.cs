namespace LocalS3;

/// <summary>
/// A rate that all connections share, as they would share a network. Each take moves on the time at which all bytes so
/// far have passed, and waits for it. Thread-safe.
/// </summary>
sealed class Bandwidth(long bytesPerSecond, TimeProvider clock)
{
    /// <summary>The time without traffic whose bytes may be made up.</summary>
    static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a take lasts at most: shorter ones are fairer, longer ones wake fewer threads.</summary>
    static readonly TimeSpan LongestTake = TimeSpan.FromMilliseconds(2);

    /// <summary>Timers count whole milliseconds. What a take would wait for below that is left to the next one.</summary>
    static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    readonly Lock gate = new();
    readonly long burst = (long)(Burst.TotalSeconds * clock.TimestampFrequency);
    long passed = clock.GetTimestamp();
    long counted;
    long idle;
    int waiting;

    /// <summary>In bytes.</summary>
    public long MaxTake { get; } = Math.Max(1, (long)(bytesPerSecond * LongestTake.TotalSeconds));

    /// <summary>Waits until these many bytes have passed.</summary>
    public async ValueTask TakeAsync(long length, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            var now = clock.GetTimestamp();
            CountIdle(now);
            passed += length * clock.TimestampFrequency / bytesPerSecond;
            wait = clock.GetElapsedTime(now, passed);
            if (wait < ShortestWait)
                return;
            waiting++;
        }
        try
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
        finally
        {
            lock (gate)
            {
                counted = clock.GetTimestamp();
                waiting--;
            }
        }
    }

    /// <summary>
    /// Time in which nothing came is lost but for the burst. Time that passed because a wait took longer than it should
    /// is made up in full, whatever it is: on a busy machine, or by timers that tick every 4 ms, all waits are late.
    /// </summary>
    void CountIdle(long now)
    {
        if (waiting == 0)
            idle += Math.Max(0, now - Math.Max(counted, passed));
        counted = now;
        idle = Math.Min(idle, Math.Max(0, now - passed));
        passed += Math.Max(0, idle - burst);
        idle = Math.Min(idle, burst);
    }
}
