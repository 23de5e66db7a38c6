using System.Diagnostics;
using System.Text.Json;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>
/// A server of the test projects in a process of its own. It describes its endpoint in the first line of its output, and ends
/// with its standard input.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    readonly Process process;

    ServerProcess(Process process, string line)
    {
        this.process = process;
        Line = line;
    }

    /// <summary>The JSON in the first line.</summary>
    public string Line { get; }

    /// <param name="name">The project in tests/.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">More variables.</param>
    public static async Task<ServerProcess> StartAsync(
        string name,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var program = Path.Combine(Repository.Root, "tests", name, "bin", Repository.Configuration, "net10.0", $"{name}.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var variable in environment ?? new Dictionary<string, string>())
            start.Environment[variable.Key] = variable.Value;
        var started = Process.Start(start)!;
        var line = await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new ServerProcess(started, line!);
    }

    public T Read<T>() => JsonSerializer.Deserialize<T>(Line, JsonSerializerOptions.Web)!;

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
