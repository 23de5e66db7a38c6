using System.Diagnostics;
using System.Text.Json;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>The stand-in for Redshift in a process of its own: its Data API, with the objects of radosgw.</summary>
internal sealed class RedshiftStandIn : IAsyncDisposable
{
    readonly Process process;

    RedshiftStandIn(Process process, string endpoint)
    {
        this.process = process;
        Endpoint = endpoint;
    }

    /// <summary>Gets the URL of its Data API.</summary>
    public string Endpoint { get; }

    public static async Task<RedshiftStandIn> StartAsync(RadosgwConnection store, PostgresServer postgres)
    {
        var program = Path.Combine(
            Repository.Root,
            "tests",
            "RedshiftStandIn",
            "bin",
            Repository.Configuration,
            "net10.0",
            "RedshiftStandIn.dll"
        );
        string[] arguments =
        [
            program,
            "--postgres",
            postgres.Folder,
            "--access-key-id",
            store.AccessKeyId,
            "--secret-access-key",
            store.SecretAccessKey,
        ];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["AWS_ENDPOINT_URL_S3"] = store.Endpoint,
                ["AWS_ACCESS_KEY_ID"] = store.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = store.SecretAccessKey,
                ["AWS_REGION"] = "us-east-1",
                ["AWS_REQUEST_CHECKSUM_CALCULATION"] = "WHEN_REQUIRED",
            },
        };
        var started = Process.Start(start)!;
        var line = await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var answer = JsonDocument.Parse(line!);
        return new RedshiftStandIn(started, answer.RootElement.GetProperty("endpoint").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
