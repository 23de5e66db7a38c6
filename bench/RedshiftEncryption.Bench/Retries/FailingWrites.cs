using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Retries;

/// <summary>
/// Sends writes that LocalS3 answers with 503 SlowDown. The log of the server shows when each attempt arrived. An attempt
/// itself is part of the pauses; it takes about a millisecond where the processors are idle.
/// </summary>
internal sealed class FailingWrites : IAsyncDisposable
{
    readonly LocalS3 server;
    readonly ControlSurface control;

    FailingWrites(LocalS3 server)
    {
        this.server = server;
        control = new ControlSurface(server.Connection.Endpoint);
    }

    public Connection Connection => server.Connection;

    /// <summary>Starts a server of its own: the SDK counts its retries for each endpoint.</summary>
    public static async Task<FailingWrites> StartAsync(RunSettings settings) => new(await LocalS3.StartAsync(settings));

    /// <summary>Sends the writes concurrently.</summary>
    /// <param name="name">The name of the writes, which is part of their keys.</param>
    /// <param name="count">The number of writes.</param>
    /// <param name="failures">How many attempts at each write fail; null for all.</param>
    /// <param name="putAsync">Writes the object with this key, including all retries. Returns false if it gave up.</param>
    public async Task<IReadOnlyList<WriteAttempts>> RunAsync(string name, int count, int? failures, Func<string, Task<bool>> putAsync)
    {
        var keys = Enumerable.Range(0, count).Select(number => FormattableString.Invariant($"{name}-{number:00000}-")).ToList();
        if (failures is { } times)
        {
            foreach (var key in keys)
                await control.AddFaultAsync(Rule(key, times));
        }
        else
            await control.AddFaultAsync(Rule(name, times: null));
        var done = await Task.WhenAll(keys.Select(putAsync));
        var arrivals = (await control.ReadRequestsAsync()).ToLookup(
            static request => request.Target.Split('?')[0].Split('/')[^1],
            static request => request.Milliseconds / 1000,
            StringComparer.Ordinal
        );
        return [.. keys.Zip(done, (key, isDone) => new WriteAttempts(isDone, [.. arrivals[key].Order()]))];
    }

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await server.DisposeAsync();
    }

    static object Rule(string keyContains, int? times) =>
        new
        {
            operation = "PutObject",
            keyContains,
            times,
            kind = "error",
            status = 503,
            code = "SlowDown",
        };
}
