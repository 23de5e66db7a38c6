using System.Management.Automation;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Transfer;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.PowerShell;

/// <summary>Sends a directory with the SDK's TransferUtility and its defaults.</summary>
[Cmdlet(VerbsCommunications.Send, "PlainS3Directory")]
public sealed class SendPlainS3DirectoryCommand : PSCmdlet
{
    /// <summary>The directory to send.</summary>
    [Parameter(Mandatory = true)]
    public string LiteralPath { get; set; } = "";

    /// <summary>The bucket.</summary>
    [Parameter(Mandatory = true)]
    public string BucketName { get; set; } = "";

    /// <summary>The beginning of the keys.</summary>
    [Parameter(Mandatory = true)]
    public string KeyPrefix { get; set; } = "";

    /// <summary>The server's URL.</summary>
    [Parameter(Mandatory = true)]
    public string EndpointUrl { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        using var client = new AmazonS3Client(new EnvironmentVariablesAWSCredentials(), Connection.CompatibleConfig(EndpointUrl));
        using var transfer = new TransferUtility(client);
        transfer
            .UploadDirectoryAsync(
                new TransferUtilityUploadDirectoryRequest
                {
                    Directory = LiteralPath,
                    BucketName = BucketName,
                    KeyPrefix = KeyPrefix,
                }
            )
            .GetAwaiter()
            .GetResult();
    }
}
