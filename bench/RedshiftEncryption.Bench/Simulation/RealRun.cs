using System.Diagnostics;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>
/// Makes the requests of a case for real, to compare the simulation with: the stores of the module, one for each simulated
/// process, write to LocalS3, which refuses what exceeds the rate.
/// </summary>
internal static class RealRun
{
    const string Operation = "PutObject";

    /// <summary>Measures the response time of a write without a limit.</summary>
    public static async Task<TimeSpan> MeasureResponseAsync(LocalS3 server, int count)
    {
        using var store = await server.Connection.OpenAsync();
        await PutAsync(store, "warm-up");
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            await PutAsync(store, FormattableString.Invariant($"alone/{i}"));
        return Stopwatch.GetElapsedTime(started) / count;
    }

    /// <summary>Runs a case of writes alone.</summary>
    /// <returns>The time in seconds, and the number of attempts and of refused attempts.</returns>
    public static async Task<(double Seconds, int Attempts, int Refused)> RunAsync(LocalS3 server, Case run)
    {
        using var control = new ControlSurface(server.Connection.Endpoint);
        var rule = new
        {
            operation = Operation,
            perSecond = run.Assumptions.WritesPerSecond,
            kind = "error",
            status = 503,
            code = "SlowDown",
        };
        var stores = new List<IObjectStore>();
        for (var i = 0; i < run.Workers; i++)
            stores.Add(await server.Connection.OpenAsync());
        await Task.WhenAll(stores.Select(static (store, worker) => PutAsync(store, FormattableString.Invariant($"warm-up/{worker}"))));
        await control.ClearRequestsAsync();
        await control.AddFaultAsync(rule);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(stores.Select((store, worker) => WriteAsync(store, run, worker)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        stores.ForEach(static store => store.Dispose());
        var requests = (await control.ReadRequestsAsync()).Where(static request => request.Operation is Operation).ToList();
        return (seconds, requests.Count, requests.Count(static request => request.Status == 503));
    }

    static Task WriteAsync(IObjectStore store, Case run, int worker)
    {
        var next = -1;
        return Task.WhenAll(
            Enumerable
                .Range(0, run.Assumptions.Concurrency)
                .Select(async _ =>
                {
                    while (Interlocked.Increment(ref next) is var number && number < run.ObjectsOfWorker)
                        await PutAsync(store.ForItem(), FormattableString.Invariant($"{worker}/{number}"));
                })
        );
    }

    static Task<StoredObject> PutAsync(IObjectStore store, string key) =>
        store.PutAsync(new ObjectWrite(new S3Address(LocalS3.Bucket, key)), new([1]), crc32C: null, CancellationToken.None);
}
