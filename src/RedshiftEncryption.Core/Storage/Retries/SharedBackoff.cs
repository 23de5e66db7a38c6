namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// Implements a back-off that all requests to one endpoint share. After a failure, no request is sent for a while, so
/// that the other items of the command do not overload a throttled server. Thread-safe.
/// </summary>
internal sealed class SharedBackoff(IRetryClock clock)
{
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

#pragma warning disable MA0158 // .NET 8 and .NET Standard have no Lock.
    readonly object gate = new();
#pragma warning restore MA0158
    TimeSpan resumeAt;
    int failures;
    int wave;
    volatile bool hasAnswered;

    public IRetryClock Clock => clock;

    /// <summary>Gets whether the endpoint has ever sent a response.</summary>
    public bool HasAnswered => hasAnswered;

    /// <summary>Gets the longest delay before an attempt, after a number of consecutive failures.</summary>
    public static TimeSpan Ceiling(int failures) =>
        failures is < 1 or > 6 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks << (failures - 1)));

    /// <summary>Waits for the end of the current pause, if any.</summary>
    /// <returns>The number of the wave: the requests that are sent before the next pause.</returns>
    public async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan pause;
            lock (gate)
            {
                pause = resumeAt - clock.Now;
                if (pause <= TimeSpan.Zero)
                    return wave;
            }
            await clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records that the endpoint processed or refused a request.</summary>
    public void Answer()
    {
        hasAnswered = true;
        lock (gate)
            failures = Math.Max(0, failures - 1);
    }

    /// <summary>
    /// Records that a request failed because the server was unavailable, and starts a pause. Of the requests in one
    /// wave, only the first failure starts one.
    /// </summary>
    /// <param name="sentIn">The wave that <see cref="EnterAsync"/> returned.</param>
    /// <param name="atLeast">The delay that the server asks for; zero for none.</param>
    public void Fail(int sentIn, TimeSpan atLeast)
    {
        lock (gate)
        {
            var pause = atLeast;
            if (sentIn == wave)
            {
                wave++;
                failures++;
                var jittered = TimeSpan.FromTicks((long)(Ceiling(failures).Ticks * clock.NextRandom()));
                pause = jittered > atLeast ? jittered : atLeast;
            }
            var end = clock.Now + pause;
            if (end > resumeAt)
                resumeAt = end;
        }
    }
}
