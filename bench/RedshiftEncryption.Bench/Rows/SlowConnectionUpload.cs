using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of a large file over slow connections, of which several are needed.</summary>
internal sealed class SlowConnectionUpload : IRow
{
    const long Length = 1024 * InputFiles.MiB;
    const string BytesPerSecond = "5000000";
    const double Limit = 1.0;

    public string Name => "upload-slow-connections";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = InputFiles.Noise(settings.Inputs, Length);
        await using var server = await LocalS3.StartAsync(settings, "--sink", "--connection-limit", BytesPerSecond);
        using var store = await server.Connection.OpenAsync();
        using var client = server.Connection.CreateClient(server.Connection.CompatibleConfig());
        using var rootKey = RootKey.Create();
        var ours = new OurUpload(store, path, rootKey);
        var plain = new PlainUpload(client, path);
        var costs = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<Cost>("ours", () => Meter.MeasureAsync(ours.RunAsync)),
            new Contender<Cost>("plain", () => Meter.MeasureAsync(plain.RunAsync))
        );
        return
        [
            Finding.AtMost(
                $"{Name}, wall",
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Wall),
                Limit,
                settings.Pairs,
                "1 GiB, sink takes 5 MB/s on each connection, http"
            ),
            Finding.Reported(
                $"{Name}, processor",
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Processor),
                settings.Pairs,
                "the same runs"
            ),
        ];
    }
}
