using System.Diagnostics;
using System.Globalization;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Measuring;

/// <summary>Runs work in its own process, which is this program again and measures its own memory.</summary>
internal static class PeakProcess
{
    /// <param name="connection">The server.</param>
    /// <param name="command">The command to run.</param>
    /// <param name="path">The file for the command.</param>
    /// <returns>The peak above idle, in MiB.</returns>
    public static async Task<double> RunAsync(Connection connection, string command, string path)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(PeakProcess).Assembly.Location, command, path, connection.Endpoint])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in connection.ToEnvironment())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? double.Parse(answer, CultureInfo.InvariantCulture) / InputFiles.MiB
            : throw new InvalidOperationException("The process whose memory is measured failed.");
    }
}
