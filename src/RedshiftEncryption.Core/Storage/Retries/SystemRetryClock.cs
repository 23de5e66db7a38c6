using System.Diagnostics;

namespace RedshiftEncryption.Storage.Retries;

/// <summary>Provides the real time and the runtime's random numbers.</summary>
internal sealed class SystemRetryClock : IRetryClock
{
    readonly Stopwatch elapsed = Stopwatch.StartNew();
#if !NET
    readonly Random random = new();
#endif

    public TimeSpan Now => elapsed.Elapsed;

#pragma warning disable CA5394 // The delay does not need to be unpredictable.
    public double NextRandom()
    {
#if NET
        return Random.Shared.NextDouble();
#else
        lock (random)
            return random.NextDouble();
#endif
    }
#pragma warning restore CA5394

    public Task DelayAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);
}
