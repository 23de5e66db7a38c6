namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// The back-off that all requests to one endpoint share: after a failure none is sent for a while, so that a throttled
/// server is not stormed by the other items of the command. Thread-safe.
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

    /// <summary>Whether the endpoint has ever given a response of its own.</summary>
    public bool HasAnswered => hasAnswered;

    /// <summary>The longest pause before an attempt, after so many failures in a row.</summary>
    public static TimeSpan Ceiling(int failures) =>
        failures is < 1 or > 6 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks << (failures - 1)));

    /// <summary>Waits for the end of the pause, if there is one.</summary>
    /// <returns>Names the requests that are sent before the next pause.</returns>
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

    /// <summary>The endpoint did, or refused, what it was asked.</summary>
    public void Answer()
    {
        hasAnswered = true;
        lock (gate)
            failures = Math.Max(0, failures - 1);
    }

    /// <summary>
    /// A request failed for want of a server: begins a pause, but for the first failure only of the requests that were sent
    /// together.
    /// </summary>
    /// <param name="sentIn">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="atLeast">What the server asks for; zero for nothing.</param>
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
