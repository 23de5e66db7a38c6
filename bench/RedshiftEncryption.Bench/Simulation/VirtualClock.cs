using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>
/// Advances the time from one delay to the next. What waits for a delay runs inside <see cref="Run"/>, on its thread, in
/// the order of the times and then of the calls. The same seed therefore gives the same run. Not thread-safe.
/// </summary>
/// <param name="seed">The seed of the random numbers.</param>
internal sealed class VirtualClock(int seed) : IRetryClock
{
    readonly PriorityQueue<TaskCompletionSource, (long Ticks, long Number)> delays = new(
        Comparer<(long Ticks, long Number)>.Create(
            static (one, other) => one.Ticks != other.Ticks ? one.Ticks.CompareTo(other.Ticks) : one.Number.CompareTo(other.Number)
        )
    );
#pragma warning disable CA5394 // a simulation, not a secret
    readonly Random random = new(seed);
#pragma warning restore CA5394
    long lastNumber;

    public TimeSpan Now { get; private set; }

#pragma warning disable CA5394
    public double NextRandom() => random.NextDouble();
#pragma warning restore CA5394

    public Task DelayAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (time <= TimeSpan.Zero)
            return Task.CompletedTask;
        // Continuations run inline: not on other threads, where their order would be accidental.
        var delay = new TaskCompletionSource();
        delays.Enqueue(delay, ((Now + time).Ticks, ++lastNumber));
        return delay.Task;
    }

    /// <summary>Runs until no delay is left, or until a time.</summary>
    public void Run(TimeSpan until)
    {
        // A context would take the continuations to its own threads.
        if (SynchronizationContext.Current is not null)
            throw new InvalidOperationException("A simulation runs without a synchronization context.");
        while (delays.TryDequeue(out var delay, out var due) && due.Ticks <= until.Ticks)
        {
            Now = TimeSpan.FromTicks(due.Ticks);
            delay.SetResult();
        }
    }
}
