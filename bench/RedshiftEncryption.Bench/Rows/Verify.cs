using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the comparison of a large object with its source.</summary>
internal sealed class Verify : IRow
{
    const long Length = 1024 * InputFiles.MiB;
    const double Limit = 1.20;

    public string Name => "verify";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = InputFiles.Noise(settings.Inputs, Length);
        await using var server = await LocalS3.StartAsync(settings);
        using var store = await server.Connection.OpenAsync();
        using var client = server.Connection.CreateClient(server.Connection.CompatibleConfig());
        using var rootKey = RootKey.Create();
        await new OurUpload(store, path, rootKey).RunAsync();
        await new PlainUpload(client, path).RunAsync();
        var ours = new OurComparison(store, rootKey, path, OurUpload.Address);
        var plain = new PlainComparison(client, path);
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
                "1 GiB, http; plain is one GetObject, compared with the file"
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
