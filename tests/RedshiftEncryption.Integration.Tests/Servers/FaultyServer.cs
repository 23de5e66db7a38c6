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
    readonly ServerProcess process;
    readonly RadosgwConnection connection;

    FaultyServer(ServerProcess process, RadosgwConnection connection)
    {
        this.process = process;
        this.connection = connection;
        control.BaseAddress = new Uri(connection.Endpoint + "/-/");
    }

    /// <param name="options">More options of LocalS3.</param>
    public static async Task<FaultyServer> StartAsync(params string[] options)
    {
        var started = await ServerProcess.StartAsync("LocalS3", ["--exit-with-stdin", "--bucket", Bucket, .. options]);
        return new FaultyServer(started, started.Read<RadosgwConnection>());
    }

    public string Endpoint => connection.Endpoint;

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await process.DisposeAsync();
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
