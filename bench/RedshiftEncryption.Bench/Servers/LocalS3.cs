using System.Diagnostics;
using System.Text.Json;

namespace RedshiftEncryption.Bench.Servers;

/// <summary>Runs LocalS3 in its own process, which ends with this one at the latest.</summary>
internal sealed class LocalS3 : IAsyncDisposable
{
    public const string Bucket = "bench";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    readonly Process process;

    LocalS3(Process process, Connection connection)
    {
        this.process = process;
        Connection = connection;
    }

    public Connection Connection { get; }

    /// <param name="settings">The settings, which contain the folder of its build.</param>
    /// <param name="options">Its options besides a bucket.</param>
    public static async Task<LocalS3> StartAsync(RunSettings settings, params string[] options)
    {
        var program = Path.Combine(settings.Repository, "tests", "LocalS3", "bin", settings.Configuration, "net10.0", "LocalS3.dll");
        var started = Process.Start(
            new ProcessStartInfo("dotnet", [program, "--exit-with-stdin", "--bucket", Bucket, .. options])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var line = await started.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("LocalS3 did not start.");
        return new LocalS3(started, JsonSerializer.Deserialize<Connection>(line, Json)!);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
