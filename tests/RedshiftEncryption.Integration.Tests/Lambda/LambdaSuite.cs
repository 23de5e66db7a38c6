using System.Text;
using Amazon.S3.Model;
using RedshiftEncryption.Integration.Servers;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Integration.Lambda;

/// <summary>
/// Processes of the compiled Lambda function, as AWS Lambda starts them, with events of S3 Batch Operations: against LocalS3, which
/// makes faults. The Runtime API is a stub; nothing here is AWS Lambda.
/// </summary>
public abstract class LambdaSuite : IAsyncLifetime
{
    private protected const int MiB = 1024 * 1024;
    private protected const string Region = "us-east-1";
    private protected const string SessionToken = "IQoJb3JpZ2luX2VjEXAMPLETOKEN+/of+a+session==";
    private protected const string Plaintext = "id,name\n1,\"a plaintext that must not get out\"\n";

    private protected static readonly string VectorsPath = Path.Combine(
        Repository.Root,
        "tests",
        "RedshiftEncryption.Core.Tests",
        "Vectors",
        "s3ec-dotnet-4.0.2.json"
    );

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected SampleFiles Files { get; } = new();

    /// <summary>The root key of the function.</summary>
    private protected RootKey SourceKey { get; } = RootKey.Create();

    private protected RootKey OtherKey { get; } = RootKey.Create();

    private protected LambdaRuntime Runtime { get; } = new();

    private protected FaultyServer Server { get; private set; } = null!;

    private protected IObjectStore Store { get; private set; } = null!;

    /// <summary>The key file of <see cref="SourceKey"/>, which the stub of KMS has encrypted.</summary>
    private protected string Wrapped { get; private set; } = "";

    private protected string WrappedOther { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = await FaultyServer.StartAsync(FaultyServer.SessionTokenOption, SessionToken, "--kms-answers", VectorsPath);
        Store = await Server.OpenAsync();
        Wrapped = await WrapAsync(SourceKey);
        WrappedOther = await WrapAsync(OtherKey);
    }

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        await Server.DisposeAsync();
        Files.Dispose();
        SourceKey.Dispose();
        OtherKey.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static string Text(WrappedRootKey key) => Encoding.UTF8.GetString(WrappedRootKeyText.Format(key));

    private protected async Task<string> WrapAsync(RootKey key)
    {
        using var protection = Server.OpenKms(Region);
        return Text(await RootKeyWrapping.WrapAsync(protection, "alias/sales", key, Token));
    }

    /// <summary>The environment of a function that converts from archive/ to clean/.</summary>
    private protected Dictionary<string, string> Variables(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
            ["AWS_REGION"] = Region,
            ["AWS_ACCESS_KEY_ID"] = Server.Connection.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = Server.Connection.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = SessionToken,
            ["AWS_ENDPOINT_URL_S3"] = Server.Endpoint,
            ["AWS_ENDPOINT_URL_KMS"] = Server.Endpoint,
            ["AWS_MAX_ATTEMPTS"] = "2",
            ["REDSHIFT_ENCRYPTION_ACTION"] = "Convert",
            ["REDSHIFT_ENCRYPTION_ROOT_KEY"] = Wrapped,
            ["REDSHIFT_ENCRYPTION_KEY_PREFIX"] = "archive/",
            ["REDSHIFT_ENCRYPTION_DESTINATION_PREFIX"] = "clean/",
        };
        foreach (var (name, value) in settings)
            environment["REDSHIFT_ENCRYPTION_" + name] = value;
        return environment;
    }

    private protected LambdaProcess Start(params (string Name, string Value)[] settings) =>
        LambdaProcess.Start(Runtime, Variables(settings));

    private protected async Task SendAsync(string key, string? path = null, bool isOther = false) =>
        await new UploadOperation(Store, new BufferPool(BufferPool.DefaultLimit)).RunAsync(
            new UploadRequest(path ?? await SampleAsync(), new S3Address(FaultyServer.Bucket, key))
            {
                RootKey = isOther ? OtherKey : SourceKey,
            },
            progress: null,
            Token
        );

    private protected async Task<string> SampleAsync()
    {
        var path = Path.Combine(Files.Root, "sample.csv");
        await File.WriteAllTextAsync(path, Plaintext, Token);
        return path;
    }

    private protected async Task PutAsync(string key, byte[] content, Dictionary<string, string>? metadata = null)
    {
        using var client = Server.CreateClient();
        using var body = new MemoryStream(content);
        var request = new PutObjectRequest
        {
            BucketName = FaultyServer.Bucket,
            Key = key,
            InputStream = body,
        };
        foreach (var field in metadata ?? [])
            request.Metadata.Add(field.Key, field.Value);
        await client.PutObjectAsync(request, Token);
    }

    private protected async Task<byte[]> ReadBytesAsync(string key)
    {
        using var client = Server.CreateClient();
        using var found = await client.GetObjectAsync(FaultyServer.Bucket, key, Token);
        using var content = new MemoryStream();
        await found.ResponseStream.CopyToAsync(content, Token);
        return content.ToArray();
    }

    private protected async Task<string> ReadAsync(string key) => Encoding.UTF8.GetString(await ReadBytesAsync(key));

    private protected static object Error(string operation, int status, string code) =>
        new
        {
            operation,
            kind = "error",
            status,
            code,
        };
}
