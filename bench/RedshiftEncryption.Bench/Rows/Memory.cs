using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Checks that memory does not grow with files. Each upload runs in its own process.</summary>
internal sealed class Memory : IRow
{
    const double Limit = 130;

    /// <summary>The largest file takes minutes.</summary>
    const int Runs = 3;

    static readonly int[] Gibibytes = [4, 16, 48];

    public string Name => "memory";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        await using var server = await LocalS3.StartAsync(settings, "--sink");
        var findings = new List<Finding>();
        foreach (var length in Gibibytes)
        {
            var path = InputFiles.Sparse(settings.Inputs, length * 1024 * InputFiles.MiB);
            var peaks = new List<double>();
            for (var run = 0; run < Runs; run++)
                peaks.Add(await PeakProcess.RunAsync(server.Connection, PeakMemoryUpload.Command, path));
            var peak = Spread.Of(peaks);
            findings.Add(
                Finding.Under(
                    FormattableString.Invariant($"{Name}, {length} GiB"),
                    $"{peak.ToString("0")} MiB",
                    peak.Most,
                    Limit,
                    "MiB",
                    Runs,
                    "peak over idle, a process each; the highest counts"
                )
            );
        }
        return findings;
    }
}
