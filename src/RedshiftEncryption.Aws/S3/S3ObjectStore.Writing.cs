using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

internal sealed partial class S3ObjectStore
{
    public Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken) =>
        WithConditionAsync(
            write.Address,
            write.ReplacedETag,
            isQuoted: false,
            condition => PutOnceAsync(write, content, crc32C, condition, cancellationToken),
            cancellationToken
        );

    Task<StoredObject> PutOnceAsync(
        ObjectWrite write,
        ArraySegment<byte> content,
        uint? crc32C,
        string? condition,
        CancellationToken cancellationToken
    ) =>
        S3Failure.TranslateWriteAsync(
            write.Address,
            async () =>
            {
                using var body = new MemoryStream(content.Array!, content.Offset, content.Count, writable: false);
                var request = new PutObjectRequest
                {
                    RequestPayer = payer,
                    BucketName = write.Address.BucketName,
                    Key = write.Address.Key,
                    InputStream = body,
                    AutoCloseStream = false,
                    UseChunkEncoding = false,
                    DisablePayloadSigning = leavesPayloadUnsigned,
                    ChecksumCRC32C = Formatted(crc32C),
                    ServerSideEncryptionMethod = write.ServerSideEncryption,
                    ServerSideEncryptionKeyManagementServiceKeyId = write.KmsKeyId,
                    BucketKeyEnabled = write.BucketKeyEnabled,
                    StorageClass = write.StorageClass,
                    WebsiteRedirectLocation = write.Headers.WebsiteRedirect,
                    TagSet = Tags(write.Tags),
                    IfNoneMatch = write.NoClobber ? "*" : null,
                    IfMatch = condition,
                };
                SetHeaders(write, request.Headers, request.Metadata);
                var response = await client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
                S3Response.CheckEmpty(response, write.Address);
                return S3Response.Stored(
                    write.Address,
                    response.ETag,
                    response.VersionId,
                    response.ServerSideEncryptionMethod,
                    response.ServerSideEncryptionKeyManagementServiceKeyId,
                    response.ChecksumCRC32C
                );
            },
            cancellationToken
        );

    public Task<StartedUpload> StartUploadAsync(ObjectWrite write, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            write.Address,
            async () =>
            {
                var request = new InitiateMultipartUploadRequest
                {
                    RequestPayer = payer,
                    BucketName = write.Address.BucketName,
                    Key = write.Address.Key,
                    ServerSideEncryptionMethod = write.ServerSideEncryption,
                    ServerSideEncryptionKeyManagementServiceKeyId = write.KmsKeyId,
                    BucketKeyEnabled = write.BucketKeyEnabled,
                    StorageClass = write.StorageClass,
                    WebsiteRedirectLocation = write.Headers.WebsiteRedirect,
                    TagSet = Tags(write.Tags),
                };
                if (TakesChecksums)
                {
                    // S3 refuses parts with a checksum unless the upload specified its algorithm.
                    request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32C;
                    request.ChecksumType = ChecksumType.FULL_OBJECT;
                }
                SetHeaders(write, request.Headers, request.Metadata);
                var response = await client.InitiateMultipartUploadAsync(request, cancellationToken).ConfigureAwait(false);
                return string.IsNullOrEmpty(response.UploadId)
                    ? throw new ObjectStoreException(
                        ObjectStoreFault.InvalidResponse,
                        $"The multipart upload of {write.Address} could not be started: the server's response contains no UploadId."
                    )
                    : new StartedUpload(response.UploadId, response.ServerSideEncryptionMethod?.Value);
            },
            cancellationToken
        );

    public Task<UploadedPart> UploadPartAsync(
        S3Address address,
        string uploadId,
        int number,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) =>
        S3Failure.TranslateAsync(
            address,
            async () =>
            {
                using var body = new MemoryStream(content.Array!, content.Offset, content.Count, writable: false);
                var request = new UploadPartRequest
                {
                    RequestPayer = payer,
                    BucketName = address.BucketName,
                    Key = address.Key,
                    UploadId = uploadId,
                    PartNumber = number,
                    InputStream = body,
                    PartSize = content.Count,
                    UseChunkEncoding = false,
                    DisablePayloadSigning = leavesPayloadUnsigned,
                    ChecksumCRC32C = Formatted(crc32C),
                };
                var response = await client.UploadPartAsync(request, cancellationToken).ConfigureAwait(false);
                return S3Response.Part(address, number, content.Count, response.ETag, crc32C);
            },
            cancellationToken
        );

    public Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    ) =>
        WithConditionAsync(
            write.Address,
            write.ReplacedETag,
            isQuoted: false,
            condition => CompleteOnceAsync(write, uploadId, parts, crc32C, condition, cancellationToken),
            cancellationToken
        );

    Task<StoredObject> CompleteOnceAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        string? condition,
        CancellationToken cancellationToken
    ) =>
        S3Failure.TranslateWriteAsync(
            write.Address,
            async () =>
            {
                var request = new CompleteMultipartUploadRequest
                {
                    RequestPayer = payer,
                    BucketName = write.Address.BucketName,
                    Key = write.Address.Key,
                    UploadId = uploadId,
                    PartETags =
                    [
                        .. parts.Select(static part => new PartETag(part.Number, part.ETag) { ChecksumCRC32C = Formatted(part.Crc32C) }),
                    ],
                    IfNoneMatch = write.NoClobber ? "*" : null,
                    IfMatch = condition,
                };
                if (crc32C is not null)
                {
                    request.ChecksumCRC32C = Formatted(crc32C);
                    request.ChecksumType = ChecksumType.FULL_OBJECT;
                }
                var response = await client.CompleteMultipartUploadAsync(request, cancellationToken).ConfigureAwait(false);
                return S3Response.Stored(
                    write.Address,
                    response.ETag,
                    response.VersionId,
                    response.ServerSideEncryptionMethod,
                    response.ServerSideEncryptionKeyManagementServiceKeyId,
                    response.ChecksumCRC32C
                );
            },
            cancellationToken
        );

    public Task AbortUploadAsync(S3Address address, string uploadId, CancellationToken cancellationToken) =>
        S3Failure.TranslateWriteAsync(
            address,
            async () =>
            {
                var request = new AbortMultipartUploadRequest
                {
                    RequestPayer = payer,
                    BucketName = address.BucketName,
                    Key = address.Key,
                    UploadId = uploadId,
                };
                var response = await client.AbortMultipartUploadAsync(request, cancellationToken).ConfigureAwait(false);
                S3Response.CheckEmpty(response, address);
                return response;
            },
            cancellationToken
        );

    public Task SetTagsAsync(S3Address address, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        S3Failure.TranslateWriteAsync(
            address,
            async () =>
            {
                var request = new PutObjectTaggingRequest
                {
                    RequestPayer = payer,
                    BucketName = address.BucketName,
                    Key = address.Key,
                    VersionId = address.VersionId,
                    Tagging = new Tagging { TagSet = Tags(tags) ?? [] },
                };
                var response = await client.PutObjectTaggingAsync(request, cancellationToken).ConfigureAwait(false);
                S3Response.CheckEmpty(response, address);
                return response;
            },
            cancellationToken
        );

    public Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken) =>
        WithConditionAsync(
            source,
            eTag,
            isQuoted: true,
            condition =>
                S3Failure.TranslateWriteAsync(
                    write.Address,
                    async () =>
                    {
                        var request = new CopyObjectRequest
                        {
                            RequestPayer = payer,
                            SourceBucket = source.BucketName,
                            SourceKey = source.Key,
                            SourceVersionId = source.VersionId,
                            ETagToMatch = condition,
                            DestinationBucket = write.Address.BucketName,
                            DestinationKey = write.Address.Key,
                            MetadataDirective = S3MetadataDirective.REPLACE,
                            ServerSideEncryptionMethod = write.ServerSideEncryption,
                            ServerSideEncryptionKeyManagementServiceKeyId = write.KmsKeyId,
                            BucketKeyEnabled = write.BucketKeyEnabled,
                            StorageClass = write.StorageClass,
                            WebsiteRedirectLocation = write.Headers.WebsiteRedirect,
                        };
                        SetHeaders(write, request.Headers, request.Metadata);
                        var response = await client.CopyObjectAsync(request, cancellationToken).ConfigureAwait(false);
                        return S3Response.Stored(
                            write.Address,
                            response.ETag,
                            response.VersionId,
                            response.ServerSideEncryptionMethod,
                            response.ServerSideEncryptionKeyManagementServiceKeyId,
                            checksum: null
                        );
                    },
                    cancellationToken
                ),
            cancellationToken
        );

    public Task<UploadedPart> CopyPartAsync(
        S3Address source,
        string eTag,
        ContentRange range,
        S3Address address,
        string uploadId,
        int number,
        CancellationToken cancellationToken
    ) =>
        WithConditionAsync(
            source,
            eTag,
            isQuoted: true,
            condition =>
                S3Failure.TranslateAsync(
                    address,
                    async () =>
                    {
                        var request = new CopyPartRequest
                        {
                            RequestPayer = payer,
                            SourceBucket = source.BucketName,
                            SourceKey = source.Key,
                            SourceVersionId = source.VersionId,
                            ETagToMatch = condition is null ? null : [condition],
                            DestinationBucket = address.BucketName,
                            DestinationKey = address.Key,
                            UploadId = uploadId,
                            PartNumber = number,
                            FirstByte = range.Start,
                            LastByte = range.Start + range.Length - 1,
                        };
                        var response = await client.CopyPartAsync(request, cancellationToken).ConfigureAwait(false);
                        return S3Response.Part(address, number, range.Length, response.ETag, Crc32C.Parse(response.ChecksumCRC32C));
                    },
                    cancellationToken
                ),
            cancellationToken
        );

    static string? Formatted(uint? crc32C) => crc32C is { } value ? Crc32C.Format(value) : null;

    static List<Tag>? Tags(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? null : [.. tags.Select(static tag => new Tag { Key = tag.Key, Value = tag.Value })];

    static void SetHeaders(ObjectWrite write, HeadersCollection headers, MetadataCollection metadata)
    {
        // Without a content type, the SDK derives one from the key's extension, which is right only for plaintext.
        if ((write.Headers.ContentType ?? (write.IsCiphertext ? CiphertextType : null)) is { } contentType)
            headers.ContentType = contentType;
        if (write.Headers.CacheControl is { } cacheControl)
            headers.CacheControl = cacheControl;
        if (write.Headers.ContentDisposition is { } contentDisposition)
            headers.ContentDisposition = contentDisposition;
        if (write.Headers.ContentEncoding is { } contentEncoding)
            headers.ContentEncoding = contentEncoding;
        if (write.Headers.ContentLanguage is { } contentLanguage)
            headers.ContentLanguage = contentLanguage;
        if (write.Headers.ExpiresUtc is { } expires)
            headers.Expires = expires;
        foreach (var field in write.Metadata)
        {
            if (!AwsHttpClientFactory.SendsUtf8 && field.Value.Any(static character => character > '\x7e'))
                throw new ObjectStoreException(
                    ObjectStoreFault.RequestRefused,
                    $"The user metadata '{field.Key}' of {write.Address} contains non-ASCII characters, which Windows "
                        + "PowerShell cannot send. Run the command in PowerShell 7."
                );
            metadata[field.Key] = field.Value;
        }
    }
}
