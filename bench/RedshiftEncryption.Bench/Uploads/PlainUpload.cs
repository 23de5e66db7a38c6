using Amazon.S3;
using Amazon.S3.Transfer;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Uploads the same file unencrypted, with the SDK's TransferUtility and its defaults.</summary>
internal sealed class PlainUpload(IAmazonS3 client, string path)
{
    public const string Key = "plain";

    public async Task RunAsync()
    {
        using var transfer = new TransferUtility(client);
        await transfer.UploadAsync(path, LocalS3.Bucket, Key);
    }
}
