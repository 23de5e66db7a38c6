using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Retries at once, until the module's time limit.</summary>
internal sealed class ImmediatePolicy(IRetryClock clock) : IRequestPolicy
{
    public async Task<bool> RunAsync(Func<Task<bool>> attempt)
    {
        TimeSpan? firstFailure = null;
        while (!await attempt())
        {
            firstFailure ??= clock.Now;
            if (clock.Now - firstFailure >= RetryLimits.Default.Timeout)
                return false;
        }
        return true;
    }
}
