using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Aws.S3;

/// <summary>Implements the object store with the AWS SDK.</summary>
internal sealed class S3ObjectStore : IObjectStore
{
    const string CiphertextType = "application/octet-stream";

    /// <summary>The largest page that S3 returns.</summary>
    const int PageLength = 1000;

    readonly AmazonS3Client client;

    /// <summary>Over TLS, the checksum protects the same bytes as a payload signature, at a lower cost.</summary>
    readonly bool leavesPayloadUnsigned;

    readonly TimeSpan stallTimeout;

    /// <summary>The request header for requester-pays buckets; null if the bucket's owner pays.</summary>
    readonly RequestPayer? payer;

    internal S3ObjectStore(AWSCredentials credentials, S3Endpoint endpoint, ConnectionRequest request)
    {
        client = new S3Client(credentials, endpoint.Config);
        TakesChecksums = endpoint.TakesChecksums;
        leavesPayloadUnsigned = endpoint.TakesChecksums && endpoint.IsHttps;
        Region = endpoint.Region;
        EndpointUrl = endpoint.Url;
        ProfileName = request.ProfileName;
        payer = request.RequesterPays ? RequestPayer.Requester : null;
        stallTimeout = endpoint.Config.Timeout!.Value;
    }

    public string Region { get; }

    public string? EndpointUrl { get; }

    public string? ProfileName { get; }

    public bool TakesChecksums { get; }

    public IObjectStore ForItem() => this;

    /// <summary>Resolves the endpoint and the credentials without a request to S3.</summary>
    /// <exception cref="InvalidConnectionException">No region or no credentials were found, or the profile does not
    /// exist.</exception>
    public static async Task<IObjectStore> OpenAsync(ConnectionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var endpoint = S3Endpoint.Resolve(request);
            cancellationToken.ThrowIfCancellationRequested();
            var credentials = await Credentials.ResolveAsync(request, endpoint.Config).ConfigureAwait(false);
            return new ConfirmingObjectStore(
                new RetryingObjectStore(
                    new S3ObjectStore(credentials, endpoint, request),
                    S3Endpoint.Retries(request),
                    new SystemRetryClock()
                )
            );
        }
        catch (AmazonClientException exception)
        {
            throw new InvalidConnectionException($"The AWS SDK cannot connect: {exception.Message}", exception);
        }
    }

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
                    return S3Response.Content(response, address, range, stallTimeout);
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

    public Task<ObjectPage> ListAsync(string bucketName, string keyPrefix, string? continuation, CancellationToken cancellationToken) =>
        S3Failure.TranslateAsync(
            new S3Address(bucketName, keyPrefix),
            async () =>
            {
                var request = Listing(bucketName, keyPrefix);
                var position = ListingPosition.Parse(continuation);
                request.ContinuationToken = position?.Token;
                var response = await client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
                return S3Response.Page(response, request, position);
            },
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

    public void Dispose() => client.Dispose();

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

    /// <summary>
    /// Sends a request on the condition that the object has not changed. HTTP requires quotes around the ETag of a
    /// condition, and strict servers refuse an unquoted one; radosgw refuses a quoted one on a write. After a refusal,
    /// the other form is tried unless the object's ETag has changed.
    /// </summary>
    /// <param name="address">The object of the condition.</param>
    /// <param name="eTag">The object's ETag. Unless it is a strong one, the request is sent without a condition.</param>
    /// <param name="isQuoted">Whether the first attempt uses quotes.</param>
    /// <param name="send">Sends the request with this condition; null for none.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    async Task<T> WithConditionAsync<T>(
        S3Address address,
        string? eTag,
        bool isQuoted,
        Func<string?, Task<T>> send,
        CancellationToken cancellationToken
    )
    {
        if (!EntityTag.IsStrong(eTag))
            return await send(null).ConfigureAwait(false);
        try
        {
            return await send(Condition(eTag, isQuoted)).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectExists)
        {
            if (await FindAsync(address, cancellationToken).ConfigureAwait(false) is not { } found || !EntityTag.AreSame(eTag, found.ETag))
                throw Replaced(address, exception);
        }
        try
        {
            return await send(Condition(eTag, !isQuoted)).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectExists)
        {
            throw Replaced(address, exception);
        }
    }

    static string Condition(string eTag, bool isQuoted) => isQuoted ? $"\"{eTag}\"" : eTag;

    static ObjectStoreException Replaced(S3Address address, ObjectStoreException refusal) =>
        new(ObjectStoreFault.ObjectChanged, $"{address} was overwritten by another client in the meantime.", refusal);

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
