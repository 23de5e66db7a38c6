using RedshiftEncryption.Bench.Reporting;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Rows;

/// <summary>Measures the upload of a large file as to AWS: over TLS, with checksums.</summary>
internal sealed class HttpsUpload : IRow
{
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
        var path = LargeUpload.CreateFile(settings);
        await using var server = await LocalS3.StartAsync(settings, "--sink", "--https", Path.GetDirectoryName(certificate)!);
        using var store = await server.Connection.OpenAsAwsAsync();
        using var client = server.Connection.CreateClient(server.Connection.DefaultConfig());
        return await LargeUpload.CompareAsync(Name, settings, store, client, path, Limit, "1 GiB, TLS, both with checksums");
    }
}
