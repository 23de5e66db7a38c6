using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

internal sealed partial class S3ObjectStore
{
    public Task<ObjectContent> ReadAsync(S3Address address, ContentRange? range, string? eTag, CancellationToken cancellationToken) =>
        WithConditionAsync(
            address,
            eTag,
            isQuoted: true,
            condition => GetAsync(address, range, condition, cancellationToken),
            cancellationToken
        );

    Task<ObjectContent> GetAsync(S3Address address, ContentRange? range, string? condition, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            address,
            async () =>
            {
                var request = new GetObjectRequest
                {
                    RequestPayer = payer,
                    BucketName = address.BucketName,
                    Key = address.Key,
                    VersionId = address.VersionId,
                    EtagToMatch = condition,
                };
                if (range is { } part)
                    request.ByteRange = new ByteRange(part.Start, part.Start + part.Length - 1);
                var response = await client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
                try
                {
                    return S3Response.Content(response, address, range, stallTimeout, bandwidth);
                }
                catch
                {
                    response.Dispose();
                    throw;
                }
            },
            cancellationToken
        );

    public async Task<ObjectDescription?> FindAsync(S3Address address, CancellationToken cancellationToken)
    {
        try
        {
            return await DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        }
        // Without permission to list the bucket, the response is "forbidden" instead of "not found".
        catch (ObjectStoreException exception) when (exception.Fault is ObjectStoreFault.ObjectNotFound or ObjectStoreFault.AccessDenied)
        {
            return null;
        }
    }

    public Task<ObjectDescription> DescribeAsync(S3Address address, CancellationToken cancellationToken) =>
        DescribeAsync(address, checksumMode: null, cancellationToken);

    Task<ObjectDescription> DescribeAsync(S3Address address, ChecksumMode? checksumMode, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            address,
            async () =>
            {
                var request = new GetObjectMetadataRequest
                {
                    ChecksumMode = checksumMode,
                    RequestPayer = payer,
                    BucketName = address.BucketName,
                    Key = address.Key,
                    VersionId = address.VersionId,
                };
                var response = await client.GetObjectMetadataAsync(request, cancellationToken).ConfigureAwait(false);
                return S3Response.Description(response, address);
            },
            cancellationToken
        );

    public Task<ObjectDescription> DescribeStoredAsync(S3Address address, CancellationToken cancellationToken) =>
        DescribeAsync(address, TakesChecksums ? ChecksumMode.ENABLED : null, cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(S3Address address, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync<IReadOnlyDictionary<string, string>>(
            address,
            async () =>
            {
                var request = new GetObjectTaggingRequest
                {
                    RequestPayer = payer,
                    BucketName = address.BucketName,
                    Key = address.Key,
                    VersionId = address.VersionId,
                };
                var response = await client.GetObjectTaggingAsync(request, cancellationToken).ConfigureAwait(false);
                return (response.Tagging ?? []).ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal);
            },
            cancellationToken
        );
}
