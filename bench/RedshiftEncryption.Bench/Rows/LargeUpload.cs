using Amazon.S3;
using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Uploads;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Compares the upload of one large file with that of the plain SDK, for the rows that differ in the server alone.</summary>
internal static class LargeUpload
{
    const long Length = 1024 * InputFiles.MiB;

    /// <summary>Creates the file, before the server is started.</summary>
    public static string CreateFile(RunSettings settings) => InputFiles.Noise(settings.Inputs, Length);

    /// <param name="row">The name of the row.</param>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="store">The server for this module.</param>
    /// <param name="client">The same server for the plain SDK.</param>
    /// <param name="path">The file.</param>
    /// <param name="limit">The maximum ratio of the wall times.</param>
    /// <param name="remark">A remark for the reader.</param>
    public static async Task<IReadOnlyList<Finding>> CompareAsync(
        string row,
        RunSettings settings,
        IObjectStore store,
        IAmazonS3 client,
        string path,
        double limit,
        string remark
    )
    {
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
            Finding.AtMost($"{row}, wall", Spread.OfRatios(costs[0], costs[1], static cost => cost.Wall), limit, settings.Pairs, remark),
            Finding.Reported(
                $"{row}, processor",
                Spread.OfRatios(costs[0], costs[1], static cost => cost.Processor),
                settings.Pairs,
                "the same runs"
            ),
        ];
    }
}
