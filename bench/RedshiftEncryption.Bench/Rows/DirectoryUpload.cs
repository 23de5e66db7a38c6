using System.Globalization;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of a directory of large files with the cmdlet, and the memory that it takes in a new pwsh.</summary>
internal sealed class DirectoryUpload : IRow
{
    const int Count = 10;
    const long Length = 100 * InputFiles.MiB;
    const int Peaks = 3;
    const double Limit = 1.05;
    const double PeakLimit = 200;

    public string Name => "upload-directory";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var folder = InputFiles.Large(settings.Inputs, Count, Length);
        await using var server = await LocalS3.StartAsync(settings, "--sink");
        var peaks = new List<double>();
        for (var i = 0; i < Peaks; i++)
        {
            await using var fresh = Start();
            peaks.Add(await AskAsync(fresh, "peak") / InputFiles.MiB);
        }
        await using var shell = Start();
        var seconds = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<double>("ours", () => AskAsync(shell, "ours")),
            new Contender<double>("plain", () => AskAsync(shell, "plain"))
        );
        var peak = Spread.Of(peaks);
        return
        [
            Finding.AtMost(
                $"{Name}, wall",
                Spread.OfRatios(seconds[0], seconds[1], static wall => wall),
                Limit,
                settings.Pairs,
                "ten files of 100 MiB, http, in pwsh; plain is TransferUtility"
            ),
            Finding.Under($"{Name}, peak", $"{peak.ToString("0")} MiB", peak.Most, PeakLimit, "MiB", Peaks, "over an idle import"),
        ];

        PowerShellProcess Start() =>
            PowerShellProcess.Start(
                "Directory.ps1",
                server.Connection.ToEnvironment(),
                settings.ModulePath,
                typeof(DirectoryUpload).Assembly.Location,
                folder,
                server.Connection.Endpoint,
                LocalS3.Bucket
            );
    }

    static async Task<double> AskAsync(PowerShellProcess shell, string line) =>
        double.Parse(await shell.AskAsync(line), CultureInfo.InvariantCulture);
}
