using System.Globalization;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Reporting;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the manifest of many objects from the pipeline, each time in a new pwsh.</summary>
internal sealed class ManifestOfMany : IRow
{
    const int Count = 200_000;
    const double SecondsLimit = 20;
    const double PeakLimit = 150;

    public string Name => "manifest";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var seconds = new List<double>();
        var peaks = new List<double>();
        for (var run = 0; run < settings.Pairs; run++)
        {
            await using var shell = PowerShellProcess.Start(
                "Manifest.ps1",
                new Dictionary<string, string>(StringComparer.Ordinal),
                settings.ModulePath,
                Path.Combine(settings.Inputs, "copy.manifest")
            );
            var answer = (await shell.AskAsync(Count.ToString(CultureInfo.InvariantCulture))).Split(' ');
            seconds.Add(double.Parse(answer[0], CultureInfo.InvariantCulture));
            peaks.Add(double.Parse(answer[1], CultureInfo.InvariantCulture) / InputFiles.MiB);
        }
        var (wall, peak) = (Spread.Of(seconds), Spread.Of(peaks));
        return
        [
            Finding.Under(
                $"{Name}, wall",
                $"{wall.ToString("0.0")} s",
                wall.Most,
                SecondsLimit,
                "s",
                settings.Pairs,
                "200,000 records through the pipeline; the highest counts"
            ),
            Finding.Under(
                $"{Name}, peak",
                $"{peak.ToString("0")} MiB",
                peak.Most,
                PeakLimit,
                "MiB",
                settings.Pairs,
                "over an idle import, with the script that creates the records"
            ),
        ];
    }
}
