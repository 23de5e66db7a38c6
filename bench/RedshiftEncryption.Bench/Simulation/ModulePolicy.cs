using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>
/// Retries with the module's own classes. Only the loop of <see cref="RetryingObjectStore"/> is repeated here, because its
/// exceptions for single attempts would take most of the time of a simulation.
/// </summary>
/// <param name="backoff">The back-off of the process.</param>
/// <param name="limits">The limits of the retries.</param>
internal sealed class ModulePolicy(SharedBackoff backoff, RetryLimits limits) : IRequestPolicy
{
    static readonly ObjectStoreException Refusal = new(ObjectStoreFault.Unavailable, "SlowDown") { IsRejection = true };

    readonly ItemOutage outage = new();

    public async Task<bool> RunAsync(Func<Task<bool>> attempt)
    {
        var request = new RetriedRequest(limits, backoff, outage);
        while (true)
        {
            await request.BeginAsync(CancellationToken.None);
            if (await attempt())
            {
                request.End();
                return true;
            }
            try
            {
                await request.FailAsync(Refusal, CancellationToken.None);
            }
            catch (ObjectStoreException)
            {
                return false;
            }
        }
    }
}
