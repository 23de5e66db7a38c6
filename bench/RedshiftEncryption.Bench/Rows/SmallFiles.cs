using System.Globalization;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of many small files with the cmdlet, in one pwsh.</summary>
internal sealed class SmallFiles : IRow
{
    const int Count = 2000;
    const int Length = 4096;
    const double Limit = 1.15;

    public string Name => "small-files";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var folder = InputFiles.Small(settings.Inputs, Count, Length);
        await using var server = await LocalS3.StartAsync(settings, "--sink");
        await using var shell = PowerShellProcess.Start(
            "SmallFiles.ps1",
            server.Connection.ToEnvironment(),
            Path.Combine(settings.Repository, "RedshiftEncryption.psd1"),
            typeof(SmallFiles).Assembly.Location,
            folder,
            server.Connection.Endpoint,
            LocalS3.Bucket
        );
        var seconds = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<double>("ours", () => AskAsync("ours")),
            new Contender<double>("plain", () => AskAsync("plain"))
        );
        return
        [
            Finding.AtMost(
                Name,
                Spread.OfRatios(seconds[0], seconds[1], static wall => wall),
                Limit,
                settings.Pairs,
                "2,000 files of 4 KiB, 16 at a time, in pwsh; plain is PutObjectAsync"
            ),
        ];

        async Task<double> AskAsync(string side) => double.Parse(await shell.AskAsync(side), CultureInfo.InvariantCulture);
    }
}
