using RedshiftEncryption.Bench.Inputs;
using RedshiftEncryption.Bench.Measuring;
using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;
using RedshiftEncryption.Bench.Uploads;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of a large file as to AWS: over TLS, with checksums.</summary>
internal sealed class HttpsUpload : IRow
{
    const long Length = 1024 * InputFiles.MiB;
    const double Limit = 0.95;
    const string Trusted = "SSL_CERT_FILE";

    public string Name => "upload-https";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        // OpenSSL reads the environment with which the process was started. The file need not exist then.
        var certificate = Environment.GetEnvironmentVariable(Trusted);
        if (string.IsNullOrEmpty(certificate))
            throw new InvalidOperationException(
                $"{Trusted} must name the file localhost.pem in a folder that LocalS3 may write to, before this process is started."
            );
        var path = InputFiles.Noise(settings.Inputs, Length);
        await using var server = await LocalS3.StartAsync(settings, "--sink", "--https", Path.GetDirectoryName(certificate)!);
        using var store = await server.Connection.OpenAsAwsAsync();
        using var client = server.Connection.CreateClient(server.Connection.DefaultConfig());
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
                "1 GiB, TLS, both with checksums"
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
