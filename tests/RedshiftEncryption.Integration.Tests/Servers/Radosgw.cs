using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>A real S3 server, started by its script if it does not run yet; build.ps1 stops it.</summary>
public abstract class Radosgw : IAsyncLifetime
{
    RadosgwConnection? connection;
    AmazonS3Client? client;
    string failure = "";

    private protected abstract string Variant { get; }

    internal RadosgwConnection Connection
    {
        get
        {
            if (connection is null)
                Repository.Lack($"radosgw ({Variant}) does not run: {failure}");
            return connection!;
        }
    }

    /// <summary>The plain SDK, without this project's code in between.</summary>
    internal AmazonS3Client Client =>
        client ??= new AmazonS3Client(
            new BasicAWSCredentials(Connection.AccessKeyId, Connection.SecretAccessKey),
            new AmazonS3Config
            {
                ServiceURL = Connection.Endpoint,
                ForcePathStyle = true,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );

    public async ValueTask InitializeAsync()
    {
        var script = Path.Combine(Repository.Root, "tests", "radosgw", "radosgw.sh");
        var (exitCode, output, error) = await Command.RunAsync("bash", [script, "start", "--variant", Variant], "");
        if (exitCode == 0)
            connection = JsonSerializer.Deserialize<RadosgwConnection>(output, JsonSerializerOptions.Web);
        else
            failure = error;
    }

    public ValueTask DisposeAsync()
    {
        client?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal async Task<string> CreateBucketAsync()
    {
        var name = $"test-{Guid.NewGuid():n}";
        await Client.PutBucketAsync(name, TestContext.Current.CancellationToken);
        return name;
    }

    internal Task<IObjectStore> OpenAsync(string? secretAccessKey = null) =>
        S3ObjectStore.OpenAsync(
            new ConnectionRequest
            {
                EndpointUrl = Connection.Endpoint,
                Credential = new(Connection.AccessKeyId, secretAccessKey ?? Connection.SecretAccessKey),
            },
            TestContext.Current.CancellationToken
        );
}
