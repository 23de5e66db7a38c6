using System.Diagnostics;
using System.Globalization;
using Amazon.S3.Model;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Bench.Scale;

/// <summary>Runs the shards of an inventory in one or two pwsh, against a LocalS3 that contains its objects.</summary>
internal sealed class ShardProcesses : IAsyncDisposable
{
    readonly LocalS3 server;
    readonly List<PowerShellProcess> shells;
    readonly string[] keys;
    readonly int objects;
    int runs;

    ShardProcesses(LocalS3 server, List<PowerShellProcess> shells, string[] keys, int objects)
    {
        this.server = server;
        this.shells = shells;
        this.keys = keys;
        this.objects = objects;
        Control = new ControlSurface(server.Connection.Endpoint);
    }

    /// <summary>The control surface of the server.</summary>
    public ControlSurface Control { get; }

    /// <param name="settings">The settings.</param>
    /// <param name="objects">The number of objects.</param>
    /// <param name="length">The length of each object in bytes.</param>
    public static async Task<ShardProcesses> StartAsync(RunSettings settings, int objects, int length)
    {
        var inventory = Path.Combine(settings.Inputs, "inventory.csv");
        var keyPaths = Array.ConvertAll(
            [0, 1],
            number => Path.Combine(settings.Inputs, FormattableString.Invariant($"scale-{number}.key"))
        );
        foreach (var path in keyPaths)
        {
            File.Delete(path);
            using var rootKey = RootKey.Create();
            RootKeyFile.WriteNew(path, rootKey, RootKeyFormat.Base64).Dispose();
        }
        var started = await LocalS3.StartAsync(settings);
        var running = Enumerable
            .Range(0, 2)
            .Select(_ =>
                PowerShellProcess.Start(
                    "Shard.ps1",
                    started.Connection.ToAwsEnvironment(),
                    settings.ModulePath,
                    started.Connection.Endpoint,
                    LocalS3.Bucket,
                    InputFiles.Small(settings.Inputs, objects, length),
                    inventory
                )
            )
            .ToList();
        var processes = new ShardProcesses(started, running, keyPaths, objects);
        processes.Expect(await processes.AskAsync(0, "send", "none", 1));
        using var client = started.Connection.CreateClient(started.Connection.CompatibleConfig());
        await client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = LocalS3.Bucket,
                Key = "inventory.csv",
                FilePath = inventory,
            }
        );
        return processes;
    }

    /// <summary>Processes the inventory once.</summary>
    /// <param name="operation">The operation, as the script names it.</param>
    /// <param name="count">The number of processes: one or two.</param>
    /// <param name="isRerun">Whether the run before this one is repeated.</param>
    public async Task<ShardRun> RunAsync(string operation, int count, bool isRerun = false)
    {
        if (!isRerun)
        {
            runs++;
            // Each run replaces the key of the run before.
            if (operation is "rekey")
                Array.Reverse(keys);
        }
        var name = FormattableString.Invariant($"{operation}-{runs}");
        await Control.ClearRequestsAsync();
        var started = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(index => AskAsync(index, operation, name, count)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Expect(answers);
        return new ShardRun(objects / seconds, answers.Sum(static answer => answer.Processor) / objects);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shell in shells)
            await shell.DisposeAsync();
        Control.Dispose();
        await server.DisposeAsync();
        Array.ForEach(keys, File.Delete);
    }

    void Expect(params (int Count, double Processor)[] answers)
    {
        if (answers.Sum(static answer => answer.Count) is var processed && processed != objects)
            throw new InvalidOperationException($"Of {objects} objects, {processed} were processed.");
    }

    async Task<(int Count, double Processor)> AskAsync(int index, string operation, string name, int count)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{operation} {name} {keys[0]} {keys[1]} {index} {count}");
        var answer = (await shells[index].AskAsync(line)).Split(' ');
        return (int.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    }
}
