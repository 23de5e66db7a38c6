using System.Management.Automation;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.PowerShell;

/// <summary>Sends files in the simplest way: one PutObject for each file, several files concurrently.</summary>
[Cmdlet(VerbsCommunications.Send, "PlainS3Object")]
[OutputType(typeof(string))]
public sealed class SendPlainS3ObjectCommand : PSCmdlet, IDisposable
{
    readonly List<Task> puts = [];
    AmazonS3Client? client;
    SemaphoreSlim? places;

    /// <summary>The file to send.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public FileInfo InputObject { get; set; } = null!;

    /// <summary>The bucket.</summary>
    [Parameter(Mandatory = true)]
    public string BucketName { get; set; } = "";

    /// <summary>The beginning of the keys.</summary>
    [Parameter(Mandatory = true)]
    public string KeyPrefix { get; set; } = "";

    /// <summary>The server's URL.</summary>
    [Parameter(Mandatory = true)]
    public string EndpointUrl { get; set; } = "";

    /// <summary>The number of files to send concurrently.</summary>
    [Parameter(Mandatory = true)]
    public int ThrottleLimit { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        client = new AmazonS3Client(new EnvironmentVariablesAWSCredentials(), Connection.CompatibleConfig(EndpointUrl));
        places = new SemaphoreSlim(ThrottleLimit);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        places!.Wait();
        puts.Add(PutAsync(InputObject.FullName, KeyPrefix + InputObject.Name));
        WriteObject(InputObject.FullName);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Task.WhenAll(puts).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        client?.Dispose();
        places?.Dispose();
    }

    async Task PutAsync(string path, string key)
    {
        try
        {
            await client!.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = BucketName,
                    Key = key,
                    FilePath = path,
                }
            );
        }
        finally
        {
            places!.Release();
        }
    }
}
