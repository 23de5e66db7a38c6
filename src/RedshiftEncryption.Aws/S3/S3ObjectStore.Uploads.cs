using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

internal sealed partial class S3ObjectStore
{
    public async Task<PartPage> ListPartsAsync(S3Address address, string uploadId, int after, CancellationToken cancellationToken)
    {
        try
        {
            return await ListPartsOnceAsync(address, uploadId, after, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectNotFound)
        {
            // radosgw answers NoSuchKey for an upload that does not exist.
            throw new ObjectStoreException(
                ObjectStoreFault.UploadNotFound,
                $"The multipart upload of {address} no longer exists: another client completed or aborted it.",
                exception
            );
        }
    }

    Task<PartPage> ListPartsOnceAsync(S3Address address, string uploadId, int after, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            address,
            async () =>
            {
                var request = new ListPartsRequest
                {
                    RequestPayer = payer,
                    BucketName = address.BucketName,
                    Key = address.Key,
                    UploadId = uploadId,
                    MaxParts = PageLength,
                    PartNumberMarker = after == 0 ? null : after.ToString(CultureInfo.InvariantCulture),
                };
                var response = await client.ListPartsAsync(request, cancellationToken).ConfigureAwait(false);
                return S3UploadResponse.Parts(response, address, uploadId, after);
            },
            cancellationToken
        );

    public Task<UploadPage> ListUploadsAsync(
        string bucketName,
        string keyPrefix,
        string? continuation,
        CancellationToken cancellationToken
    ) =>
        S3Failure.TranslateAsync(
            new S3Address(bucketName, keyPrefix),
            async () =>
            {
                var position = ListingPosition.Parse(continuation);
                var marker = position is null ? null : UploadMarker.Parse(position.Token);
                var request = new ListMultipartUploadsRequest
                {
                    RequestPayer = payer,
                    BucketName = bucketName,
                    Prefix = keyPrefix,
                    MaxUploads = PageLength,
                    KeyMarker = marker?.Key,
                    UploadIdMarker = marker?.UploadId,
                    // A key can contain characters that XML cannot represent.
                    Encoding = EncodingType.Url,
                };
                var response = await client.ListMultipartUploadsAsync(request, cancellationToken).ConfigureAwait(false);
                return S3UploadResponse.Uploads(response, request, position);
            },
            cancellationToken
        );
}
