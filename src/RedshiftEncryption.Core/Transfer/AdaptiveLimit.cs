namespace RedshiftEncryption.Transfer;

/// <summary>
/// Limits how much of a command's work is in progress: bytes in buffers, or items. The limit starts low. It grows while work
/// has to wait for the network, as long as each growth makes the whole command faster. It stays where a growth changes
/// nothing, because more would only use memory: the processors or the network are busy then. Not thread-safe.
/// </summary>
/// <param name="least">The limit at the start.</param>
/// <param name="most">The limit that is never exceeded.</param>
/// <param name="clock">Returns the time since any fixed moment.</param>
internal sealed class AdaptiveLimit(long least, long most, Func<TimeSpan> clock)
{
    /// <summary>The shortest time over which a rate is measured.</summary>
    static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>The share of a period that work must have waited for the network before the limit grows.</summary>
    const double WaitingShare = 0.25;

    /// <summary>The share from which the limit doubles, instead of growing by a half.</summary>
    const double NearlyAll = 0.75;

    /// <summary>The share of a growth that the rate must follow for the growth to be kept.</summary>
    const double RequiredGain = 0.3;

    /// <summary>
    /// What the best rate at a limit keeps of itself in a period. A growth is compared with it, and not with the last period:
    /// after a short stall, every growth would seem to make the command faster.
    /// </summary>
    const double Remembered = 0.9;

    /// <summary>The number of periods before another attempt, which doubles with each attempt in vain.</summary>
    const int FirstPause = 4;
    const int LongestPause = 256;

    long settled = Math.Min(least, most);
    double settledRate;
    long done;
    TimeSpan? started;
    TimeSpan waited;
    TimeSpan? waitingSince;
    int pause = FirstPause;
    int periodsToPause;

    /// <summary>Gets the limit.</summary>
    public long Current { get; private set; } = Math.Min(least, most);

    /// <summary>Sets whether work waits for the limit while everything in progress waits for the network.</summary>
    public void SetWaiting(bool isWaiting)
    {
        started ??= clock();
        if (isWaiting == waitingSince is not null)
            return;
        var now = clock();
        if (waitingSince is { } since)
            waited += now - since;
        waitingSince = isWaiting ? now : null;
    }

    /// <summary>Raises the limit to a value that the work needs in any case.</summary>
    public void Raise(long value)
    {
        value = Math.Min(value, most);
        if (value <= Current)
            return;
        Current = settled = value;
        settledRate = 0;
        Begin(clock());
    }

    /// <summary>Counts completed work. Adjusts the limit when as much was completed as was in progress.</summary>
    public void Complete(long amount)
    {
        done += amount;
        if (done < Current)
            return;
        var now = clock();
        var elapsed = now - (started ??= now);
        if (elapsed < Period)
            return;
        var waiting = waited + (waitingSince is { } since ? now - since : TimeSpan.Zero);
        Adjust(done / elapsed.TotalSeconds, waiting.TotalSeconds / elapsed.TotalSeconds);
        Begin(now);
    }

    void Begin(TimeSpan now)
    {
        started = now;
        done = 0;
        waited = TimeSpan.Zero;
        if (waitingSince is not null)
            waitingSince = now;
    }

    void Adjust(double rate, double waitingShare)
    {
        if (Current > settled && rate / settledRate - 1 < RequiredGain * ((double)Current / settled - 1))
        {
            Current = settled;
            periodsToPause = pause;
            pause = Math.Min(LongestPause, 2 * pause);
            return;
        }
        if (Current > settled)
        {
            pause = FirstPause;
            settledRate = 0;
        }
        settled = Current;
        settledRate = Math.Max(rate, Remembered * settledRate);
        if (periodsToPause > 0)
            periodsToPause--;
        else if (waitingShare >= WaitingShare)
            Current = Math.Min(most, Current + Math.Max(1, waitingShare >= NearlyAll ? Current : Current / 2));
    }
}
