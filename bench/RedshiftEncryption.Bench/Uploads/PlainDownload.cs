using Amazon.S3;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Reads the plain object with one GetObject, and discards the content.</summary>
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
