using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the conversion of a large object to server-side encryption, which reads and writes it.</summary>
internal sealed class Conversion : IRow
{
    const long Length = 1024 * InputFiles.MiB;
    const double Limit = 1.30;
    const double PeakLimit = 256;

    public string Name => "convert";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = InputFiles.Noise(settings.Inputs, Length);
        await using var server = await LocalS3.StartAsync(settings);
        using var store = await server.Connection.OpenAsAwsAsync();
        using var client = server.Connection.CreateClient(server.Connection.CompatibleConfig());
        using var rootKey = RootKey.Create();
        await new OurUpload(store, path, rootKey).RunAsync();
        var upload = new PlainUpload(client, path);
        await upload.RunAsync();
        var download = new PlainDownload(client);
        var conversion = new OurConversion(store, rootKey);
        var costs = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<Cost>("ours", () => Meter.MeasureAsync(ConvertAsync)),
            new Contender<Cost>("plain download", () => Meter.MeasureAsync(download.RunAsync)),
            new Contender<Cost>("plain upload", () => Meter.MeasureAsync(upload.RunAsync))
        );
        var slower =
            Spread.Of(costs[1].Select(static cost => cost.Wall)).Median > Spread.Of(costs[2].Select(static cost => cost.Wall)).Median
                ? 1
                : 2;
        await client.DeleteObjectAsync(LocalS3.Bucket, OurConversion.Key);
        var keyPath = Path.Combine(settings.Inputs, "conversion.key");
        using var written = RootKeyFile.WriteNew(keyPath, rootKey, RootKeyFormat.Base64);
        var peak = await PeakProcess.RunAsync(server.Connection, PeakMemoryConversion.Command, keyPath);
        File.Delete(keyPath);
        return
        [
            Finding.AtMost(
                $"{Name}, wall",
                Spread.OfRatios(costs[0], costs[slower], static cost => cost.Wall),
                Limit,
                settings.Pairs,
                $"1 GiB, http, with checksums; plain is the slower one of a download and an upload: the {(slower == 1 ? "download" : "upload")}"
            ),
            Finding.Reported(
                $"{Name}, processor",
                Spread.OfRatios(costs[0], costs[slower], static cost => cost.Processor),
                settings.Pairs,
                "the same runs"
            ),
            Finding.Under(
                $"{Name}, peak",
                FormattableString.Invariant($"{peak:0} MiB"),
                peak,
                PeakLimit,
                "MiB",
                1,
                "over idle; the limit is the default -MemoryLimit"
            ),
        ];

        async Task ConvertAsync()
        {
            // A completed destination would be skipped.
            await client.DeleteObjectAsync(LocalS3.Bucket, OurConversion.Key);
            await conversion.RunAsync();
        }
    }
}
