using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Simulates many processes that convert objects on prefixes with the rates of S3, in virtual time.</summary>
internal static class SimulatedRun
{
    /// <summary>The seconds over which a rate is measured.</summary>
    public const int Window = 5;

    const double Recovered = 0.9;

    /// <summary>The number of seconds after an outage in which a recovery is looked for.</summary>
    const int Patience = 120;

    /// <summary>The share of the objects after which the processes end one after the other.</summary>
    const double BusyShare = 0.95;

    /// <summary>Runs a case, and checks that each object was counted once and that no rate was exceeded.</summary>
    /// <exception cref="InvalidOperationException">A check failed, so the result would be wrong.</exception>
    public static Outcome Run(Case run)
    {
        var clock = new VirtualClock(run.Seed);
        var tally = new Tally();
        var prefixes = Enumerable.Range(0, run.Prefixes).Select(_ => new Prefix(run)).ToList();
        var workers = Enumerable.Range(0, run.Workers).Select(_ => new Worker(run, clock, prefixes, tally, Policies(run, clock))).ToList();
        var all = Task.WhenAll(workers.Select(static worker => worker.RunAsync()).ToList());
        clock.Run(run.Horizon ?? TimeSpan.MaxValue);
        if (run.Horizon is null && !all.IsCompletedSuccessfully)
            throw new InvalidOperationException("The simulation ended before its processes.", all.Exception);
        prefixes.ForEach(prefix => prefix.Check(clock.Now));
        var (objects, unfinished) = ((long)run.ObjectsOfWorker * run.Workers, workers.Sum(static worker => (long)worker.Unfinished));
        if (tally.Done + tally.Failed + unfinished != objects)
            throw new InvalidOperationException(
                $"Of {objects} objects, {tally.Done} were converted, {tally.Failed} failed and {unfinished} have not ended."
            );
        var last = run.Horizon is { } horizon ? (int)horizon.TotalSeconds : Math.Max(2, tally.SecondOf(BusyShare));
        // In whole windows, so that the rate and its range are of the same seconds.
        var half = last / 2;
        var busy = Math.Max(last - ((last - half) % Window), half + 1);
        return new Outcome
        {
            Case = run,
            Done = tally.Done,
            Failed = tally.Failed,
            Unfinished = unfinished,
            Attempts = tally.Attempts,
            Refused = tally.Refused,
            End = clock.Now,
            Busy = busy,
            SecondHalf = tally.Rate(half, busy),
            Range = Range(tally, half, busy),
            Duration = (tally.Duration(0.5), tally.Duration(0.99)),
            Recovery = Recovery(run, tally),
        };
    }

    static Func<IRequestPolicy> Policies(Case run, VirtualClock clock)
    {
        switch (run.Policy)
        {
            case PolicyKind.Module:
                var backoff = new SharedBackoff(clock);
                return () => new ModulePolicy(backoff, run.Retries);
            case PolicyKind.Sdk:
                var quota = new SdkQuota();
                return () => new SdkPolicy(clock, quota);
            default:
                return () => new ImmediatePolicy(clock);
        }
    }

    /// <summary>Gets the range of the rates; null if the second half is too short for two.</summary>
    static (double Lowest, double Highest)? Range(Tally tally, int half, int busy)
    {
        var rates = new List<double>();
        for (var begin = half; begin + Window <= busy; begin += Window)
            rates.Add(tally.Rate(begin, begin + Window));
        return rates.Count < 2 ? null : (rates.Min(), rates.Max());
    }

    static int? Recovery(Case run, Tally tally)
    {
        if (run.OutageBegin is not { } begin)
            return null;
        var end = (int)(begin + run.OutageLength).TotalSeconds;
        for (var second = end; second < end + Patience; second++)
        {
            if (tally.Rate(second, second + Window) >= Recovered * run.Bound)
                return second - end;
        }
        return null;
    }
}
