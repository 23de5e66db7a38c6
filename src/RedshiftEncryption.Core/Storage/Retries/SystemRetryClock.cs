using System.Diagnostics;
using RedshiftEncryption.Compatibility;

namespace RedshiftEncryption.Storage.Retries;

/// <summary>Provides the real time and the runtime's random numbers.</summary>
internal sealed class SystemRetryClock : IRetryClock
{
    readonly Stopwatch elapsed = Stopwatch.StartNew();

    public TimeSpan Now => elapsed.Elapsed;

    public double NextRandom() => SharedRandom.NextDouble();

    public Task DelayAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);
}
