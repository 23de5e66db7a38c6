using Amazon.S3;
using RedshiftEncryption.Bench.Servers;

namespace RedshiftEncryption.Bench.Uploads;

/// <summary>Reads the plain object with one GetObject and compares it with its file.</summary>
internal sealed class PlainComparison(IAmazonS3 client, string path)
{
    const int StepLength = 256 * 1024;

    public async Task RunAsync()
    {
        using var response = await client.GetObjectAsync(LocalS3.Bucket, PlainUpload.Key);
        await using var body = response.ResponseStream;
        // Unbuffered and synchronous: the cheapest way to read a cached file.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var theirs = new byte[StepLength];
        var ours = new byte[StepLength];
        while (true)
        {
            var count = await body.ReadAtLeastAsync(theirs, StepLength, throwOnEndOfStream: false);
#pragma warning disable MA0042, CA1849 // synchronous on purpose
            var read = file.ReadAtLeast(ours, StepLength, throwOnEndOfStream: false);
#pragma warning restore MA0042, CA1849
            if (!theirs.AsSpan(0, count).SequenceEqual(ours.AsSpan(0, read)))
                throw new InvalidOperationException("The object is not what was sent.");
            if (count == 0)
                return;
        }
    }
}
