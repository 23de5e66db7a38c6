using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Tests.Fakes;

/// <summary>A clock that delays move on at once, and whose chance is always the same.</summary>
internal sealed class FakeRetryClock(double random = 0.5) : IRetryClock
{
    public TimeSpan Now { get; set; }

    public double NextRandom() => random;

    public Task DelayAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Now += time;
        return Task.CompletedTask;
    }
}
