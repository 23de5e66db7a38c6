using Amazon.S3;
using Amazon.S3.Model;

namespace RedshiftStandIn;

/// <summary>Reads and writes objects with the AWS SDK, by the settings of its environment.</summary>
sealed class ObjectReader : IDisposable
{
    readonly AmazonS3Client client = new(new AmazonS3Config { ForcePathStyle = true });

    public static (string BucketName, string Key) Split(string uri)
    {
        var rest = uri.StartsWith("s3://", StringComparison.Ordinal) ? uri[5..] : throw new StatementException($"{uri} is no S3 URI.");
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
    }

    public async Task<byte[]> ReadAsync(string uri, CancellationToken cancellationToken)
    {
        var (bucketName, key) = Split(uri);
        try
        {
            using var response = await client.GetObjectAsync(bucketName, key, cancellationToken);
            using var content = new MemoryStream();
            await response.ResponseStream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (AmazonS3Exception exception)
        {
            throw new StatementException($"S3ServiceException:{exception.Message},Status {(int)exception.StatusCode},Key {key}");
        }
    }

    public async Task WriteAsync(string uri, byte[] content, CancellationToken cancellationToken)
    {
        var (bucketName, key) = Split(uri);
        using var body = new MemoryStream(content);
        await client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucketName,
                Key = key,
                InputStream = body,
            },
            cancellationToken
        );
    }

    /// <summary>The URIs of all objects with a prefix.</summary>
    public async Task<List<string>> ListAsync(string uri, CancellationToken cancellationToken)
    {
        var (bucketName, prefix) = Split(uri);
        var found = new List<string>();
        await foreach (
            var item in client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = bucketName, Prefix = prefix }).S3Objects
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.Add($"s3://{bucketName}/{item.Key}");
        }
        return found;
    }

    public void Dispose() => client.Dispose();
}
