using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of a large file over slow connections, of which several are needed.</summary>
internal sealed class SlowConnectionUpload : IRow
{
    const string BytesPerSecond = "5000000";
    const double Limit = 1.0;

    public string Name => "upload-slow-connections";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = LargeUpload.CreateFile(settings);
        await using var server = await LocalS3.StartAsync(settings, "--sink", "--connection-limit", BytesPerSecond);
        using var store = await server.Connection.OpenAsync();
        using var client = server.Connection.CreateClient(server.Connection.CompatibleConfig());
        return await LargeUpload.CompareAsync(
            Name,
            settings,
            store,
            client,
            path,
            Limit,
            "1 GiB, sink takes 5 MB/s on each connection, http"
        );
    }
}
