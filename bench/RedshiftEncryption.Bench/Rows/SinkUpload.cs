using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of a large file that the processors limit.</summary>
internal sealed class SinkUpload : IRow
{
    const long Length = 1024 * InputFiles.MiB;
    const int LargeBuffer = 256 * 1024;
    const double WallLimit = 1.10;
    const double ProcessorLimit = 1.15;

    public string Name => "upload-sink";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = InputFiles.Noise(settings.Inputs, Length);
        await using var server = await LocalS3.StartAsync(settings, "--sink");
        using var store = await server.Connection.OpenAsync();
        using var client = server.Connection.CreateClient(server.Connection.CompatibleConfig());
        var tuned = server.Connection.CompatibleConfig();
        tuned.BufferSize = LargeBuffer;
        using var tunedClient = server.Connection.CreateClient(tuned);
        using var rootKey = RootKey.Create();
        var ours = new OurUpload(store, path, rootKey);
        var plain = new PlainUpload(client, path);
        var tunedPlain = new PlainUpload(tunedClient, path);
        var costs = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<Cost>("ours", () => Meter.MeasureAsync(ours.RunAsync)),
            new Contender<Cost>("plain", () => Meter.MeasureAsync(plain.RunAsync)),
            new Contender<Cost>("plain, 256 KiB buffer", () => Meter.MeasureAsync(tunedPlain.RunAsync))
        );
        return
        [
            Finding.AtMost(
                $"{Name}, wall",
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Wall),
                WallLimit,
                settings.Pairs,
                "1 GiB, http"
            ),
            Finding.AtMost(
                $"{Name}, processor",
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Processor),
                ProcessorLimit,
                settings.Pairs,
                "the same runs"
            ),
            Finding.Reported(
                $"{Name}, wall, plain with 256 KiB buffer",
                Spread.OfRatios(costs[0], costs[2], static cost => cost.Wall),
                settings.Pairs,
                "the same runs of ours"
            ),
            Finding.Reported(
                $"{Name}, processor, plain with 256 KiB buffer",
                Spread.OfRatios(costs[0], costs[2], static cost => cost.Processor),
                settings.Pairs,
                "the same runs of ours"
            ),
        ];
    }
}
