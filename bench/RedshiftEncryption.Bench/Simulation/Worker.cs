using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>
/// Simulates one process, which converts the objects of its shard. The number of concurrent objects is that of the module's
/// own limit. Not thread-safe.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="clock">The clock of the run.</param>
/// <param name="prefixes">The prefixes, among which the objects are distributed.</param>
/// <param name="tally">Counts for all processes of the run.</param>
/// <param name="policy">Creates the retries of one object.</param>
internal sealed class Worker(Case run, VirtualClock clock, IReadOnlyList<Prefix> prefixes, Tally tally, Func<IRequestPolicy> policy)
{
    readonly Assumptions assumptions = run.Assumptions;
    readonly AdaptiveLimit limit = new(run.Assumptions.FirstConcurrency, run.Assumptions.Concurrency, () => clock.Now);
    readonly TaskCompletionSource ended = new();
    int left = run.ObjectsOfWorker;
    int running;
    TimeSpan busyUntil;

    /// <summary>Gets the number of objects that have not ended.</summary>
    public int Unfinished => left + running;

    /// <summary>Converts all objects.</summary>
    public Task RunAsync()
    {
        Start();
        return ended.Task;
    }

    void Start()
    {
        while (left > 0 && running < limit.Current)
        {
            left--;
            running++;
            _ = ConvertAsync();
        }
        limit.SetWaiting(left > 0);
        if (left == 0 && running == 0)
            ended.SetResult();
    }

    async Task ConvertAsync()
    {
        var prefix = prefixes[(int)(clock.NextRandom() * prefixes.Count)];
        var began = clock.Now;
        var requests = policy();
        var isDone = true;
        foreach (var step in assumptions.Steps)
        {
            isDone = await requests.RunAsync(() => AttemptAsync(prefix, step));
            if (!isDone)
                break;
        }
        tally.Object(began, clock.Now, isDone);
        running--;
        limit.Complete(1);
        Start();
    }

    async Task<bool> AttemptAsync(Prefix prefix, StepKind step)
    {
        busyUntil = (busyUntil > clock.Now ? busyUntil : clock.Now) + assumptions.Processor;
        // The server decides when the request arrives, after half of the time of a refusal.
        await clock.DelayAsync(busyUntil - clock.Now + (assumptions.Refusal / 2), CancellationToken.None);
        var isAdmitted = prefix.Admit(step, clock.Now);
        tally.Attempt(isAdmitted);
        var response = isAdmitted
            ? (assumptions.Response * (1 + (assumptions.ResponseSpread * ((2 * clock.NextRandom()) - 1)))) - (assumptions.Refusal / 2)
            : assumptions.Refusal / 2;
        await clock.DelayAsync(response, CancellationToken.None);
        return isAdmitted;
    }
}
