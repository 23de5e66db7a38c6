using System.Globalization;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Simulation;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>
/// Simulates up to 1,000 processes on S3 with the module's own back-off, and with two other policies. Compares the simulation
/// with a real run against LocalS3 first.
/// </summary>
internal sealed class ScaleSimulation : IRow
{
    const double StableShare = 0.9;
    const int LatencyMilliseconds = 20;
    const int Calibrations = 200;

    /// <summary>Longer than the time limit of a retry, so that objects can fail.</summary>
    static readonly TimeSpan Long = TimeSpan.FromSeconds(150);

    static readonly TimeSpan Middle = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Short = TimeSpan.FromSeconds(15);

    /// <summary>Enough for the control, which makes a million attempts a second.</summary>
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(5);

    static readonly Assumptions OneAtATime = new() { FirstConcurrency = 1, Concurrency = 1 };
    static readonly Assumptions CostlyRefusals = new() { RefusalCost = 0.25 };

    static readonly Case[] Cases =
    [
        new(PolicyKind.Module, 1, 1, Middle),
        new(PolicyKind.Module, 10, 1, Middle),
        new(PolicyKind.Module, 100, 1, Middle),
        // So many processes on one prefix need a longer limit, as the samples specify it.
        new(PolicyKind.Module, 1000, 1, Long) { FailedAtMost = 0.0001 },
        new(PolicyKind.Module, 1000, 1, Long)
        {
            Retries = new(TimeSpan.FromMinutes(10), MaximumAttempts: null),
            Remark = "-RetryTimeout 600",
        },
        new(PolicyKind.Module, 1, 16, Middle),
        new(PolicyKind.Module, 10, 16, Middle),
        new(PolicyKind.Module, 100, 16, Short),
        new(PolicyKind.Module, 1000, 16, Short),
        new(PolicyKind.Module, 1000, 1, Middle) { Assumptions = OneAtATime, Remark = "one object at a time, as in AWS Lambda" },
        new(PolicyKind.Module, 1000, 1, Middle) { Assumptions = CostlyRefusals, Remark = "a refusal costs a quarter of a request" },
        new(PolicyKind.Module, 100, 1, Middle)
        {
            OutageBegin = TimeSpan.FromSeconds(20),
            OutageLength = TimeSpan.FromSeconds(60),
            Remark = "S3 refuses everything for 60 s",
        },
        new(PolicyKind.Sdk, 100, 1, Middle),
        new(PolicyKind.Sdk, 1000, 1, Middle),
        new(PolicyKind.Sdk, 1000, 16, Short),
        new(PolicyKind.Immediate, 100, 1, Short),
        new(PolicyKind.Immediate, 1000, 1, Moment),
        new(PolicyKind.Immediate, 1000, 1, Moment)
        {
            Assumptions = CostlyRefusals,
            Horizon = Moment,
            Remark = "a refusal costs a quarter of a request; stopped after 5 s",
        },
    ];

    public string Name => "simulation";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        ThrowIfNotRepeatable();
        var findings = new List<Finding>();
        foreach (var workers in new[] { 8, 16 })
            findings.Add(await CompareAsync(settings, workers));
        foreach (var run in Cases)
        {
            var outcome = await Task.Run(() => SimulatedRun.Run(run));
            var finding = Describe(outcome);
            Console.WriteLine($"   {finding.Row}: {finding.Measured}; {finding.Remark}");
            findings.Add(finding);
        }
        return findings;
    }

    /// <summary>The same seed must give the same run, and another seed another one.</summary>
    static void ThrowIfNotRepeatable()
    {
        var run = new Case(PolicyKind.Module, 20, 1, TimeSpan.FromSeconds(5)) { Assumptions = new() { WritesPerSecond = 100 } };
        var (first, second, other) = (SimulatedRun.Run(run), SimulatedRun.Run(run), SimulatedRun.Run(run with { Seed = run.Seed + 1 }));
        if (first != second || first.Attempts == other.Attempts || first.Refused == 0)
            throw new InvalidOperationException("The simulation is not determined by its seed alone.");
    }

    /// <summary>Compares the simulation with the module's real stores and LocalS3, on the same rate and response time.</summary>
    async Task<Finding> CompareAsync(RunSettings settings, int workers)
    {
        await using var server = await LocalS3.StartAsync(
            settings,
            "--latency",
            LatencyMilliseconds.ToString(CultureInfo.InvariantCulture)
        );
        var response = await RealRun.MeasureResponseAsync(server, Calibrations);
        var run = new Case(PolicyKind.Module, workers, 1, TimeSpan.FromSeconds(20))
        {
            Assumptions = new()
            {
                WritesPerSecond = 300,
                Response = response,
                ResponseSpread = 0,
                Refusal = response,
                FirstConcurrency = 8,
                Concurrency = 8,
                Steps = [StepKind.DestinationWrite],
            },
        };
        var real = await RealRun.RunAsync(server, run);
        var simulated = await Task.Run(() => SimulatedRun.Run(run));
        return Finding.Reported(
            $"{Name}, simulated / real, {workers} processes",
            string.Create(
                CultureInfo.InvariantCulture,
                $"time {simulated.End.TotalSeconds / real.Seconds:0.00}, attempts {simulated.Attempts / (double)real.Attempts:0.00}"
            ),
            1,
            string.Create(
                CultureInfo.InvariantCulture,
                $"real: {real.Seconds:0.0} s, {real.Attempts} attempts, {real.Refused} refused; "
                    + $"simulated: {simulated.End.TotalSeconds:0.0} s, {simulated.Attempts} attempts, {simulated.Refused} refused; "
                    + $"{run.ObjectsOfWorker * workers} writes at 300 a second, response time {response.TotalMilliseconds:0.0} ms"
            )
        );
    }

    Finding Describe(Outcome outcome)
    {
        var run = outcome.Case;
        var share = outcome.SecondHalf / run.Bound;
        var policy = run.Policy switch
        {
            PolicyKind.Module => "module",
            PolicyKind.Sdk => "SDK",
            _ => "no back-off",
        };
        var remark = string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome.RefusedShare:P0} of {outcome.Attempts} attempts refused; "
                + $"{outcome.Failed} of {outcome.Done + outcome.Failed + outcome.Unfinished} objects failed; "
                + $"ended after {outcome.End.TotalSeconds:0} s (bound: {run.Length.TotalSeconds:0} s); "
                + $"an object took {outcome.Duration.Median:0.0} s, 99 % at most {outcome.Duration.Most:0.0} s"
        );
        var text = new[]
        {
            run.Remark,
            remark,
            outcome.Recovery is { } recovery ? $"recovered within {recovery + SimulatedRun.Window} s after the outage" : "",
        };
        var range = outcome.Range is { } rates ? string.Create(CultureInfo.InvariantCulture, $" ({rates.Lowest:0}–{rates.Highest:0})") : "";
        var measured = string.Create(CultureInfo.InvariantCulture, $"{outcome.SecondHalf:0}{range} objects/s, {share:P0} of the bound");
        var row = string.Create(CultureInfo.InvariantCulture, $"{Name}, {policy}, {run.Workers} on {run.Prefixes}");
        var joined = string.Join("; ", text.Where(static part => part.Length > 0));
        // Others are for comparison, and with an outage or costly refusals the bound cannot be reached.
        return run.Policy == PolicyKind.Module && run.OutageBegin is null && run.Assumptions.RefusalCost == 0
            ? new Finding(
                row,
                measured,
                run.FailedAtMost == 0
                    ? "≥ 90 %, none failed"
                    : string.Create(CultureInfo.InvariantCulture, $"≥ 90 %, {run.FailedAtMost:P2} failed"),
                share >= StableShare && outcome.Failed <= run.FailedAtMost * (outcome.Done + outcome.Failed),
                1,
                joined
            )
            : Finding.Reported(row, measured, 1, joined);
    }
}
