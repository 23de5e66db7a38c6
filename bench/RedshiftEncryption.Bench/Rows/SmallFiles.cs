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
    const int AtATime = 16;
    const double Limit = 1.15;
    const double ProcessorLimit = 1.25;

    public string Name => "small-files";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var folder = InputFiles.Small(settings.Inputs, Count, Length);
        await using var server = await LocalS3.StartAsync(settings, "--sink");
        var costs = await SmallFilesProcess.RunAsync(settings, server, folder, AtATime, AtATime);
        return
        [
            Finding.AtMost(
                Name,
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Wall),
                Limit,
                settings.Pairs,
                "2,000 files of 4 KiB, 16 at a time, in pwsh; plain is PutObjectAsync"
            ),
            Finding.AtMost(
                $"{Name}, processor",
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Processor),
                ProcessorLimit,
                settings.Pairs,
                "the same runs"
            ),
        ];
    }
}
