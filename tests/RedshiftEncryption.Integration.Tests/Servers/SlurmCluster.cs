using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>
/// A real Slurm with one node on this machine: munged, slurmctld and slurmd in a folder of their own, on ports of their own. Its
/// node has more processors than the machine, so that several tasks run at once.
/// </summary>
internal sealed class SlurmCluster : IAsyncDisposable
{
    const int ProcessorCount = 4;

    static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol"];

    readonly List<Process> daemons = [];
    readonly Dictionary<string, string> environment;

    SlurmCluster(string folder) =>
        environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SLURM_CONF"] = Path.Combine(folder, "slurm.conf"),
            ["PATH"] = $"/usr/sbin:{Environment.GetEnvironmentVariable("PATH")}",
        };

    /// <param name="folder">An existing folder, which other users can enter.</param>
    public static async Task<SlurmCluster> StartAsync(string folder)
    {
        foreach (var program in Programs)
        {
            if (!File.Exists($"/usr/sbin/{program}") && !File.Exists($"/usr/bin/{program}"))
                Repository.Lack($"There is no {program}; run tests/install.sh.");
        }
        // slurmd starts processes of other users, and refuses to run without that right.
        if (!Environment.IsPrivilegedProcess)
            Repository.Lack("Slurm needs root.");
        var cluster = new SlurmCluster(folder);
        try
        {
            await cluster.StartDaemonsAsync(folder);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of Slurm, which must succeed.</summary>
    /// <param name="program">The command, or a script that runs some.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">More variables, which jobs inherit.</param>
    public async Task<string> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var all = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        foreach (var variable in variables ?? new Dictionary<string, string>())
            all[variable.Key] = variable.Value;
        var (exitCode, output, error) = await Command.RunAsync(program, arguments, "", all);
        Assert.True(exitCode == 0, $"{program}: {output}{error}");
        return output;
    }

    /// <summary>Gets the tasks that are running: the job of the array and the number of the task.</summary>
    public async Task<IReadOnlyList<(string Job, int Task)>> RunningTasksAsync()
    {
        var lines = await RunAsync("squeue", ["--noheader", "--array", "--states=RUNNING", "--format=%F %K"]);
        return
        [
            .. lines
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line.Trim().Split(' '))
                .Where(static fields => int.TryParse(fields[^1], CultureInfo.InvariantCulture, out _))
                .Select(static fields => (fields[0], int.Parse(fields[^1], CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>Gets whether no job is pending or running.</summary>
    public async Task<bool> IsIdleAsync() => (await RunAsync("squeue", ["--noheader"])).Trim().Length == 0;

    /// <summary>The processes of a task whose command lines contain a text.</summary>
    public static IReadOnlyList<int> ProcessesOf(int task, string text)
    {
        var mark = $"SLURM_ARRAY_TASK_ID={task.ToString(CultureInfo.InvariantCulture)}\0";
        return
        [
            .. SshServer
                .CommandLines()
                .Where(line =>
                    line.Text.Contains(text, StringComparison.Ordinal) && EnvironmentOf(line.Id).Contains(mark, StringComparison.Ordinal)
                )
                .Select(static line => line.Id),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        // The last one first: slurmd ends the processes of its jobs.
        foreach (var daemon in Enumerable.Reverse(daemons))
        {
            daemon.Kill(entireProcessTree: true);
            await daemon.WaitForExitAsync();
            daemon.Dispose();
        }
    }

    static string EnvironmentOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/environ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return "";
        }
    }

    async Task StartDaemonsAsync(string folder)
    {
        var socket = Path.Combine(folder, "munge.socket");
        var key = Path.Combine(folder, "munge.key");
        await File.WriteAllBytesAsync(key, System.Security.Cryptography.RandomNumberGenerator.GetBytes(128));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead);
        await WriteConfigurationAsync(folder, socket);
        Start(
            "munged",
            "--foreground",
            "--force",
            $"--socket={socket}",
            $"--key-file={key}",
            $"--log-file={Path.Combine(folder, "munged.log")}",
            $"--pid-file={Path.Combine(folder, "munged.pid")}",
            $"--seed-file={Path.Combine(folder, "munged.seed")}"
        );
        await WaitAsync(() => Task.FromResult(File.Exists(socket)), "munged");
        Start("slurmctld", "-D", "-f", environment["SLURM_CONF"]);
        Start("slurmd", "-D", "-f", environment["SLURM_CONF"], "-N", "node1");
        await WaitAsync(
            async () =>
            {
                var (exitCode, output, _) = await Command.RunAsync("sinfo", ["--noheader", "--format=%T"], "", environment);
                return exitCode == 0 && string.Equals(output.Trim(), "idle", StringComparison.Ordinal);
            },
            "slurmctld"
        );
    }

    /// <summary>A node of several processors is overcommitted, and a requeue does not wait for the end of a credential.</summary>
    Task WriteConfigurationAsync(string folder, string socket)
    {
        var state = Directory.CreateDirectory(Path.Combine(folder, "state")).FullName;
        var spool = Directory.CreateDirectory(Path.Combine(folder, "spool")).FullName;
        var host = Dns.GetHostName();
        return File.WriteAllTextAsync(
            environment["SLURM_CONF"],
            $"""
            ClusterName=test
            SlurmctldHost={host}(127.0.0.1)
            SlurmctldPort={LocalPort.Free()}
            SlurmdPort={LocalPort.Free()}
            AuthType=auth/munge
            AuthInfo=socket={socket}
            CredType=cred/munge
            SlurmUser=root
            StateSaveLocation={state}
            SlurmdSpoolDir={spool}
            SlurmctldPidFile={Path.Combine(folder, "slurmctld.pid")}
            SlurmdPidFile={Path.Combine(folder, "slurmd.pid")}
            SlurmctldLogFile={Path.Combine(folder, "slurmctld.log")}
            SlurmdLogFile={Path.Combine(folder, "slurmd.log")}
            SlurmdParameters=config_overrides
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            ReturnToService=2
            MpiDefault=none
            KillWait=30
            MinJobAge=2
            SchedulerParameters=sched_interval=2,batch_sched_delay=0
            NodeName=node1 NodeHostname={host} NodeAddr=127.0.0.1 CPUs={ProcessorCount} State=UNKNOWN
            PartitionName=p Nodes=node1 Default=YES MaxTime=INFINITE State=UP

            """
        );
    }

    void Start(string program, params string[] arguments)
    {
        // In the foreground, they also write their logs to the output.
        var start = new ProcessStartInfo("bash", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", $"/usr/sbin/{program}", .. arguments])
        {
            UseShellExecute = false,
        };
        foreach (var variable in environment)
            start.Environment[variable.Key] = variable.Value;
        daemons.Add(Process.Start(start)!);
    }

    async Task WaitAsync(Func<Task<bool>> isReady, string program)
    {
        var clock = Stopwatch.StartNew();
        while (!await isReady())
        {
            Assert.DoesNotContain(daemons, static daemon => daemon.HasExited);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{program} is not ready.");
            await Task.Delay(50);
        }
    }
}
