using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.PowerShell;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of many small files to a distant server, with the defaults of the cmdlet.</summary>
internal sealed class Latency : IRow
{
    const int Count = 1000;
    const int Length = 4096;
    const int PlainAtATime = 32;
    const string Milliseconds = "200";
    const double Limit = 1.05;

    public string Name => "latency";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var folder = InputFiles.Small(settings.Inputs, Count, Length);
        await using var server = await LocalS3.StartAsync(settings, "--sink", "--latency", Milliseconds);
        var costs = await SmallFilesProcess.RunAsync(settings, server, folder, PlainAtATime, throttleLimit: 0);
        return
        [
            Finding.AtMost(
                Name,
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Wall),
                Limit,
                settings.Pairs,
                "1,000 files of 4 KiB, 200 ms for each request; plain is PutObjectAsync, 32 at a time"
            ),
        ];
    }
}
