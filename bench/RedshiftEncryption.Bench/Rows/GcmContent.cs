using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures reading AES-GCM content (V2), relative to AES-CBC content (V1), with the module alone.</summary>
internal sealed class GcmContent : IRow
{
    const long Length = 1024 * InputFiles.MiB;
    const double Limit = 1.15;

    public string Name => "gcm";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = InputFiles.Noise(settings.Inputs, Length);
        await using var server = await LocalS3.StartAsync(settings);
        using var store = await server.Connection.OpenAsAwsAsync();
        using var client = server.Connection.CreateClient(server.Connection.CompatibleConfig());
        using var rootKey = RootKey.Create();
        await new OurUpload(store, path, rootKey).RunAsync();
        await GcmObject.PutAsync(client, path, rootKey);
        var verified = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<Cost>("V2", () => Meter.MeasureAsync(() => VerifyAsync(GcmObject.Address))),
            new Contender<Cost>("V1", () => Meter.MeasureAsync(() => VerifyAsync(OurUpload.Address)))
        );
        var converted = await AlternatingRuns.RunAsync(
            settings.Pairs,
            new Contender<Cost>("V2", () => Meter.MeasureAsync(() => ConvertAsync(GcmObject.Address))),
            new Contender<Cost>("V1", () => Meter.MeasureAsync(() => ConvertAsync(OurUpload.Address)))
        );
        return
        [
            Finding.AtMost(
                $"{Name}, verify, wall",
                Spread.OfRatios(verified[0], verified[1], static cost => cost.Wall),
                Limit,
                settings.Pairs,
                "1 GiB of V2 (AES-GCM) / of V1 (AES-CBC)"
            ),
            Finding.AtMost(
                $"{Name}, convert, wall",
                Spread.OfRatios(converted[0], converted[1], static cost => cost.Wall),
                Limit,
                settings.Pairs,
                "the same objects"
            ),
        ];

        Task VerifyAsync(S3Address address) => new OurComparison(store, rootKey, path, address).RunAsync();

        async Task ConvertAsync(S3Address address)
        {
            // A completed destination would be skipped.
            await client.DeleteObjectAsync(LocalS3.Bucket, OurConversion.Key);
            await new OurConversion(store, rootKey, address).RunAsync();
        }
    }
}
