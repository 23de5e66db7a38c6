using System.Net;
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
    public const string SessionTokenOption = "--session-token";

    readonly HttpClient control = new();
    readonly ServerProcess process;
    readonly RadosgwConnection connection;
    readonly string? sessionToken;

    FaultyServer(ServerProcess process, RadosgwConnection connection, string? sessionToken)
    {
        this.process = process;
        this.connection = connection;
        this.sessionToken = sessionToken;
        control.BaseAddress = new Uri(connection.Endpoint + "/-/");
    }

    /// <param name="options">More options of LocalS3.</param>
    public static async Task<FaultyServer> StartAsync(params string[] options)
    {
        var started = await ServerProcess.StartAsync("LocalS3", ["--exit-with-stdin", "--bucket", Bucket, .. options]);
        var token = Array.IndexOf(options, SessionTokenOption);
        return new FaultyServer(started, started.Read<RadosgwConnection>(), token < 0 ? null : options[token + 1]);
    }

    public string Endpoint => connection.Endpoint;

    public RadosgwConnection Connection => connection;

    AWSCredentials Credentials =>
        sessionToken is null
            ? new BasicAWSCredentials(connection.AccessKeyId, connection.SecretAccessKey)
            : new SessionAWSCredentials(connection.AccessKeyId, connection.SecretAccessKey, sessionToken);

    public async ValueTask DisposeAsync()
    {
        control.Dispose();
        await process.DisposeAsync();
    }

    /// <param name="timeout">For one request; 30 seconds if null.</param>
    /// <param name="retryTimeout">How long one operation is repeated after its first failure; 2 seconds if null.</param>
    public Task<IObjectStore> OpenAsync(TimeSpan? timeout = null, TimeSpan? retryTimeout = null) =>
        S3ObjectStore.OpenAsync(
            new ConnectionRequest
            {
                EndpointUrl = connection.Endpoint,
                Credential = new(connection.AccessKeyId, connection.SecretAccessKey),
                SessionToken = sessionToken is null ? null : new NetworkCredential("", sessionToken).SecurePassword,
                Timeout = timeout ?? TimeSpan.FromSeconds(30),
                RetryTimeout = retryTimeout ?? TimeSpan.FromSeconds(2),
            },
            TestContext.Current.CancellationToken
        );

    /// <summary>Opens its stub of AWS KMS.</summary>
    public KmsKeyProtection OpenKms(string region)
    {
        var (config, resolved) = KmsEndpoint.Resolve(new ConnectionRequest { Region = region });
        config.ServiceURL = connection.Endpoint;
        config.AuthenticationRegion = resolved;
        return new KmsKeyProtection(Credentials, config, resolved);
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

    /// <summary>Removes all rules, and lets requests that hang go on.</summary>
    public async Task DeleteFaultsAsync()
    {
        using var response = await control.DeleteAsync(new Uri("faults", UriKind.Relative), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The operations, targets and statuses of the requests since the start, or since the list was cleared.</summary>
    public async Task<IReadOnlyList<ServerRequest>> RequestsAsync() =>
        (await control.GetFromJsonAsync<ServerRequest[]>("requests", TestContext.Current.CancellationToken))!;

    /// <summary>Clears the list of requests.</summary>
    public async Task ClearRequestsAsync()
    {
        using var response = await control.DeleteAsync(new Uri("requests", UriKind.Relative), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The plain SDK, without this project's code in between. The caller disposes of it.</summary>
    public AmazonS3Client CreateClient() =>
        new(Credentials, new AmazonS3Config { ServiceURL = connection.Endpoint, ForcePathStyle = true });

    /// <summary>The keys of the multipart uploads that are open.</summary>
    public async Task<IEnumerable<string>> OpenUploadsAsync()
    {
        using var client = CreateClient();
        var uploads = await client.ListMultipartUploadsAsync(Bucket, TestContext.Current.CancellationToken);
        return (uploads.MultipartUploads ?? []).Select(static upload => upload.Key);
    }
}
