using Amazon.S3;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>The plain object read by one GetObject, and given up.</summary>
internal sealed class PlainDownload(IAmazonS3 client)
{
    const int StepLength = 256 * 1024;

    public async Task RunAsync()
    {
        using var response = await client.GetObjectAsync(LocalS3.Bucket, PlainUpload.Key);
        await using var body = response.ResponseStream;
        await body.CopyToAsync(Stream.Null, StepLength);
    }
}
