using Amazon.Runtime;
using Amazon.S3;
using RedshiftEncryption.Aws.S3;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Bench.Servers;

/// <summary>Connects to a server in two ways: as the module does, and with the plain AWS SDK.</summary>
internal sealed record Connection(string Endpoint, string AccessKeyId, string SecretAccessKey)
{
    public const string AccessKeyIdVariable = "AWS_ACCESS_KEY_ID";
    public const string SecretAccessKeyVariable = "AWS_SECRET_ACCESS_KEY";

    const string Checksums = "AWS_REQUEST_CHECKSUM_CALCULATION";

    public Task<IObjectStore> OpenAsync() =>
        S3ObjectStore.OpenAsync(
            new ConnectionRequest { EndpointUrl = Endpoint, Credential = new(AccessKeyId, SecretAccessKey) },
            CancellationToken.None
        );

    /// <summary>Connects as to AWS: contents are sent with checksums, which the server verifies.</summary>
    public async Task<IObjectStore> OpenAsAwsAsync()
    {
        Environment.SetEnvironmentVariable(Checksums, "WHEN_SUPPORTED");
        try
        {
            return await OpenAsync();
        }
        finally
        {
            Environment.SetEnvironmentVariable(Checksums, value: null);
        }
    }

    /// <summary>Returns the SDK's defaults, with the settings that a server other than AWS needs.</summary>
    public AmazonS3Config CompatibleConfig() => CompatibleConfig(Endpoint);

    /// <inheritdoc cref="CompatibleConfig()"/>
    public static AmazonS3Config CompatibleConfig(string endpoint) =>
        new()
        {
            ServiceURL = endpoint,
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };

    /// <summary>Returns the SDK's defaults, as for AWS.</summary>
    public AmazonS3Config DefaultConfig() => new() { ServiceURL = Endpoint, ForcePathStyle = true };

    public AmazonS3Client CreateClient(AmazonS3Config config) => new(new BasicAWSCredentials(AccessKeyId, SecretAccessKey), config);

    /// <summary>Returns the environment variables with which another process finds the credentials.</summary>
    public IReadOnlyDictionary<string, string> ToEnvironment() =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [AccessKeyIdVariable] = AccessKeyId,
            [SecretAccessKeyVariable] = SecretAccessKey,
        };

    /// <summary>Returns them with the setting that sends contents with checksums, as to AWS.</summary>
    public IReadOnlyDictionary<string, string> ToAwsEnvironment() =>
        new Dictionary<string, string>(ToEnvironment(), StringComparer.Ordinal) { [Checksums] = "WHEN_SUPPORTED" };
}
