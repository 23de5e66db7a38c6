using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Checks that memory does not grow with files. Each upload runs in its own process.</summary>
internal sealed class Memory : IRow
{
    const double RatioLimit = 1.1;
    const double PeakLimit = 300;

    public string Name => "memory";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var large = InputFiles.Sparse(settings.Inputs, 4096 * InputFiles.MiB);
        var larger = InputFiles.Sparse(settings.Inputs, 16384 * InputFiles.MiB);
        var small = InputFiles.Sparse(settings.Inputs, 256 * InputFiles.MiB);
        await using var server = await LocalS3.StartAsync(settings, "--sink");
        var peaks = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<double>("4 GiB", () => PeakProcess.RunAsync(server.Connection, PeakMemoryUpload.Command, large)),
            new Contender<double>("256 MiB", () => PeakProcess.RunAsync(server.Connection, PeakMemoryUpload.Command, small)),
            new Contender<double>("16 GiB", () => PeakProcess.RunAsync(server.Connection, PeakMemoryUpload.Command, larger))
        );
        var peak = Spread.Of(peaks[0]);
        return
        [
            Finding.AtMost(
                $"{Name}, 4 GiB / 256 MiB",
                Spread.OfRatios(peaks[0], peaks[1], static value => value),
                RatioLimit,
                settings.Pairs,
                "peak over idle, a process each"
            ),
            Finding.Reported(
                $"{Name}, 16 GiB / 4 GiB",
                Spread.OfRatios(peaks[2], peaks[0], static value => value),
                settings.Pairs,
                "likewise"
            ),
            Finding.Under($"{Name}, 4 GiB", $"{peak.ToString("0")} MiB", peak.Most, PeakLimit, "MiB", settings.Pairs, "the highest counts"),
        ];
    }
}
