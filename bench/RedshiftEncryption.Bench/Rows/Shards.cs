using System.Globalization;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Scale;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures an operation on small objects of an inventory with one process and with two, and counts its requests.</summary>
/// <param name="operation">The operation, as Shard.ps1 names it.</param>
internal sealed class Shards(string operation) : IRow
{
    const int Count = 10_000;
    const int Length = 4096;

    /// <summary>The keys of what a run reads and writes once, and not for each object.</summary>
    static readonly string[] OfRun = ["/inventory.csv", "/runs/"];

    public string Name => $"scale-{operation}";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        await using var processes = await ShardProcesses.StartAsync(settings, Count, Length);
        var runs = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<ShardRun>("one process", () => processes.RunAsync(operation, 1)),
            new Contender<ShardRun>("two processes", () => processes.RunAsync(operation, 2))
        );
        var (_, first) = (await processes.RunAsync(operation, 1), await RequestsAsync(processes));
        var (rerun, again) = (await processes.RunAsync(operation, 1, isRerun: true), await RequestsAsync(processes));
        return
        [
            Rate("one process", runs[0], "10,000 objects of 4 KiB, in a pwsh that has run before"),
            Rate("two processes", runs[1], "two shards of the same inventory; the server runs on the same processors"),
            Finding.Reported(
                $"{Name}, processor (ms an object)",
                Spread.Of(runs[0].Select(static run => run.Processor * 1000)),
                settings.Pairs,
                "one process, without the server"
            ),
            Finding.Reported($"{Name}, requests an object", first, 1, "one process"),
            Finding.Reported(
                $"{Name}, requests an object in a rerun",
                again,
                1,
                string.Create(CultureInfo.InvariantCulture, $"one process, {rerun.PerSecond:0} objects/s")
            ),
        ];

        Finding Rate(string name, IReadOnlyList<ShardRun> measured, string remark) =>
            Finding.Reported(
                $"{Name}, {name} (objects/s)",
                Spread.Of(measured.Select(static run => run.PerSecond)).ToString("0"),
                settings.Pairs,
                remark
            );
    }

    static async Task<string> RequestsAsync(ShardProcesses processes)
    {
        var requests = await processes.Control.ReadRequestsAsync();
        var (ofRun, ofObjects) = (requests.Count(IsOfRun), requests.Where(static request => !IsOfRun(request)));
        var counts = ofObjects
            .GroupBy(static request => request.Operation, StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count() / (double)Count:0.00} {group.Key}"));
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", counts)}; {ofRun} for the run");
    }

    static bool IsOfRun(ReceivedRequest request) =>
        Array.Exists(OfRun, text => request.Target.StartsWith($"/{LocalS3.Bucket}{text}", StringComparison.Ordinal));
}
