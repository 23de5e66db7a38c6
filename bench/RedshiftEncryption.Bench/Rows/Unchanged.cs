using System.Globalization;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures a second run over a directory of which nothing has changed.</summary>
internal sealed class Unchanged : IRow
{
    const int Count = 10_000;
    const int Length = 100;
    const double SecondsLimit = 3;
    const double RequestsLimit = 16;

    public string Name => "unchanged";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var folder = InputFiles.Small(settings.Inputs, Count, Length);
        await using var server = await LocalS3.StartAsync(settings);
        await using var shell = PowerShellProcess.Start(
            "Unchanged.ps1",
            server.Connection.ToEnvironment(),
            settings.ModulePath,
            folder,
            server.Connection.Endpoint,
            LocalS3.Bucket
        );
        var seconds = new List<double>();
        var requests = new List<double>();
        for (var run = 0; run <= settings.Pairs; run++)
        {
            var answer = (await shell.AskAsync("again")).Split(' ');
            // The first run is a warm-up.
            if (run == 0)
                continue;
            seconds.Add(double.Parse(answer[0], CultureInfo.InvariantCulture));
            requests.Add(double.Parse(answer[1], CultureInfo.InvariantCulture));
        }
        var (wall, sent) = (Spread.Of(seconds), Spread.Of(requests));
        return
        [
            Finding.Under(
                $"{Name}, wall",
                $"{wall.ToString("0.0")} s",
                wall.Median,
                SecondsLimit,
                "s",
                settings.Pairs,
                "10,000 files, -SkipUnchanged, in pwsh"
            ),
            Finding.Under(
                $"{Name}, requests",
                sent.ToString("0"),
                sent.Most,
                RequestsLimit,
                "",
                settings.Pairs,
                "all for listings; the highest counts"
            ),
        ];
    }
}
