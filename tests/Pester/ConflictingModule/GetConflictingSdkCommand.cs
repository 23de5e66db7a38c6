using System.Management.Automation;
using Amazon.Runtime;
using Amazon.S3;

namespace ConflictingModule;

/// <summary>Uses this module's own AWS SDK, of another major version than RedshiftEncryption's, and returns its version.</summary>
[Cmdlet(VerbsCommon.Get, "ConflictingSdk")]
[OutputType(typeof(Version))]
public sealed class GetConflictingSdkCommand : PSCmdlet
{
    /// <summary>The endpoint to list buckets at.</summary>
    [Parameter(Mandatory = true)]
    public string EndpointUrl { get; set; } = "";

    /// <summary>Access key id and secret.</summary>
    [Parameter(Mandatory = true)]
    public PSCredential AwsCredential { get; set; } = PSCredential.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var credential = AwsCredential.GetNetworkCredential();
        var config = new AmazonS3Config { ServiceURL = EndpointUrl, ForcePathStyle = true };
        using var client = new AmazonS3Client(new BasicAWSCredentials(credential.UserName, credential.Password), config);
        var buckets = client.ListBucketsAsync().GetAwaiter().GetResult();
        WriteVerbose($"{buckets.Buckets.Count} buckets");
        WriteObject(typeof(AmazonS3Client).Assembly.GetName().Version);
        WriteObject(typeof(AmazonServiceException).Assembly.GetName().Version);
    }
}
