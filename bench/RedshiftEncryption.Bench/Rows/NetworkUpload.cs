using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of a large file that the network limits: encryption must not add time.</summary>
internal sealed class NetworkUpload : IRow
{
    const string BytesPerSecond = "400000000";
    const double Limit = 1.05;

    public string Name => "upload-network";

    public async Task<IReadOnlyList<Finding>> RunAsync(RunSettings settings)
    {
        var path = LargeUpload.CreateFile(settings);
        await using var server = await LocalS3.StartAsync(settings, "--sink", "--limit", BytesPerSecond);
        using var store = await server.Connection.OpenAsync();
        using var client = server.Connection.CreateClient(server.Connection.CompatibleConfig());
        return await LargeUpload.CompareAsync(Name, settings, store, client, path, Limit, "1 GiB, sink takes 400 MB/s, http");
    }
}
