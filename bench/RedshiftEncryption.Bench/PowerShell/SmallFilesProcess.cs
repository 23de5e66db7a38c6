using System.Globalization;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.PowerShell;

/// <summary>Sends the files of a folder in one pwsh, with the module's cmdlet and with the plain one in turn.</summary>
internal static class SmallFilesProcess
{
    /// <param name="settings">The settings.</param>
    /// <param name="server">The server.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="plainThrottleLimit">The number of files that the plain cmdlet sends concurrently.</param>
    /// <param name="throttleLimit">That of the module; 0 for its default.</param>
    /// <returns>The costs of both sides.</returns>
    public static async Task<IReadOnlyList<Cost>[]> RunAsync(
        RunSettings settings,
        LocalS3 server,
        string folder,
        int plainThrottleLimit,
        int throttleLimit
    )
    {
        await using var shell = PowerShellProcess.Start(
            "SmallFiles.ps1",
            server.Connection.ToEnvironment(),
            settings.ModulePath,
            typeof(SmallFilesProcess).Assembly.Location,
            folder,
            server.Connection.Endpoint,
            LocalS3.Bucket,
            plainThrottleLimit.ToString(CultureInfo.InvariantCulture),
            throttleLimit.ToString(CultureInfo.InvariantCulture)
        );
        return await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<Cost>("ours", () => AskAsync("ours")),
            new Contender<Cost>("plain", () => AskAsync("plain"))
        );

        async Task<Cost> AskAsync(string side)
        {
            var seconds = Array.ConvertAll(
                (await shell.AskAsync(side)).Split(' '),
                static text => double.Parse(text, CultureInfo.InvariantCulture)
            );
            return new Cost(seconds[0], seconds[1]);
        }
    }
}
