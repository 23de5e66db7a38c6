using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using RedshiftEncryption.Aws.Kms;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>
/// LocalS3 in a process of its own: it makes the faults that a real server does not make on demand. A server serves one
/// pass: the SDK's standard retry mode has one quota of retries an endpoint, which faults for good use up.
/// </summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    public const string Bucket = "faults";

    readonly HttpClient control = new();
    readonly Process process;
    readonly RadosgwConnection connection;

    FaultyServer(Process process, RadosgwConnection connection)
    {
        this.process = process;
        this.connection = connection;
        control.BaseAddress = new Uri(connection.Endpoint + "/-/");
    }

    /// <param name="options">More options of LocalS3.</param>
    public static async Task<FaultyServer> StartAsync(params string[] options)
    {
        var program = Path.Combine(Repository.Root, "tests", "LocalS3", "bin", Repository.Configuration, "net10.0", "LocalS3.dll");
        var started = Process.Start(
            new ProcessStartInfo("dotnet", [program, "--exit-with-stdin", "--bucket", Bucket, .. options])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var line = await started.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new FaultyServer(started, JsonSerializer.Deserialize<RadosgwConnection>(line!, JsonSerializerOptions.Web)!);
    }

    public string Endpoint => connection.Endpoint;

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public Task<IObjectStore> OpenAsync(TimeSpan? timeout = null) =>
        S3ObjectStore.OpenAsync(
            new ConnectionRequest
            {
                EndpointUrl = connection.Endpoint,
                Credential = new(connection.AccessKeyId, connection.SecretAccessKey),
                Timeout = timeout ?? TimeSpan.FromSeconds(30),
                RetryTimeout = TimeSpan.FromSeconds(2),
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>Opens its stub of AWS KMS.</summary>
    public KmsKeyProtection OpenKms(string region)
    {
        var (config, resolved) = KmsEndpoint.Resolve(new ConnectionRequest { Region = region });
        config.ServiceURL = connection.Endpoint;
        config.AuthenticationRegion = resolved;
        return new KmsKeyProtection(new BasicAWSCredentials(connection.AccessKeyId, connection.SecretAccessKey), config, resolved);
    }

    public async Task AddFaultAsync(object rule)
    {
        using var response = await control.PostAsJsonAsync("faults", rule, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>How many requests have failed by a rule, or hang.</summary>
    public async Task<int> FaultHitsAsync()
    {
        using var rules = await control.GetFromJsonAsync<JsonDocument>("faults", TestContext.Current.CancellationToken);
        return rules!.RootElement.EnumerateArray().Sum(static rule => rule.GetProperty("hits").GetInt32());
    }

    /// <summary>The keys of the multipart uploads that are open.</summary>
    public async Task<IEnumerable<string>> OpenUploadsAsync()
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials(connection.AccessKeyId, connection.SecretAccessKey),
            new AmazonS3Config { ServiceURL = connection.Endpoint, ForcePathStyle = true }
        );
        var uploads = await client.ListMultipartUploadsAsync(Bucket, TestContext.Current.CancellationToken);
        return (uploads.MultipartUploads ?? []).Select(static upload => upload.Key);
    }
}
