using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

internal sealed partial class S3ObjectStore
{
    public Task<ObjectPage> ListAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken)
    {
        var position = ListingPosition.Parse(continuation);
        var request = Listing(bucketName, keyPrefix);
        request.ContinuationToken = position?.Token;
        return PageAsync(request, position, cancellationToken);
    }

    public Task<ObjectPage> ListFromAsync(string bucketName, string keyPrefix, string startAfter, CancellationToken cancellationToken)
    {
        var request = Listing(bucketName, keyPrefix);
        request.StartAfter = startAfter.Length == 0 ? null : startAfter;
        return PageAsync(request, position: null, cancellationToken);
    }

    Task<ObjectPage> PageAsync(ListObjectsV2Request request, ListingPosition? position, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            new S3Address(request.BucketName, request.Prefix),
            async () =>
                S3Response.Page(await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false), request, position),
            cancellationToken
        );

    public Task<IReadOnlyList<string>> ListBucketsAsync(CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync<IReadOnlyList<string>>(
            new S3Address("", ""),
            async () =>
            {
                var response = await client.ListBucketsAsync(cancellationToken).ConfigureAwait(false);
                return [.. (response.Buckets ?? []).Select(static bucket => bucket.BucketName)];
            },
            cancellationToken
        );

    public Task<KeyLevel> ListLevelAsync(string bucketName, string keyPrefix, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            new S3Address(bucketName, keyPrefix),
            async () =>
            {
                var request = Listing(bucketName, keyPrefix);
                request.Delimiter = "/";
                var response = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
                return S3Response.Level(response, request);
            },
            cancellationToken
        );

    ListObjectsV2Request Listing(string bucketName, string keyPrefix) =>
        new()
        {
            RequestPayer = payer,
            BucketName = bucketName,
            Prefix = keyPrefix,
            MaxKeys = PageLength,
            // A key can contain characters that XML cannot represent.
            Encoding = EncodingType.Url,
        };
}
