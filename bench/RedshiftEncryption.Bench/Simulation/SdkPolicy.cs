using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>
/// Retries as the row retries measures the standard mode of the AWS SDK: three attempts, a random pause of up to 1 and then
/// 2 seconds, and a quota for each process.
/// </summary>
/// <param name="clock">The clock of the run.</param>
/// <param name="quota">The quota of the process.</param>
internal sealed class SdkPolicy(IRetryClock clock, SdkQuota quota) : IRequestPolicy
{
    const int Attempts = 3;

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    public async Task<bool> RunAsync(Func<Task<bool>> attempt)
    {
        for (var retries = 0; ; retries++)
        {
            if (await attempt())
            {
                quota.Return(retries > 0);
                return true;
            }
            if (retries == Attempts - 1 || !quota.TryTake())
                return false;
            await clock.DelayAsync(FirstPause * (1 << retries) * clock.NextRandom(), CancellationToken.None);
        }
    }
}
