using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Aws.S3;

/// <summary>Translates the SDK's responses into Core's types.</summary>
internal static class S3Response
{
    const string MetadataPrefix = "x-amz-meta-";

    /// <exception cref="ObjectStoreException">The response does not confirm that the object was stored.</exception>
    public static StoredObject Stored(
        S3Address address,
        string? eTag,
        string? versionId,
        ServerSideEncryptionMethod? method,
        string? kmsKeyId,
        string? checksum
    ) =>
        new(EntityTag.Read(eTag) ?? throw S3Failure.NotConfirmed(address, "contains no ETag"), versionId, method?.Value, kmsKeyId)
        {
            Crc32C = Crc32C.Parse(checksum),
        };

    /// <exception cref="ObjectStoreException">The response does not confirm that the part was stored.</exception>
    public static UploadedPart Part(S3Address address, int number, long length, string? eTag, uint? crc32C) =>
        string.IsNullOrEmpty(eTag)
            ? throw new ObjectStoreException(
                ObjectStoreFault.InvalidResponse,
                $"The server's response to part {number} of {address} contains no ETag, so the upload cannot be completed."
            )
            : new UploadedPart(number, length, eTag!, crc32C);

    /// <summary>
    /// Checks that a response has no body, for requests to which S3 sends none. A body comes from another server.
    /// </summary>
    /// <exception cref="ObjectStoreException">The response has a body.</exception>
    public static void CheckEmpty(AmazonWebServiceResponse response, S3Address address)
    {
        if (response.ContentLength > 0)
            throw S3Failure.NotConfirmed(address, "contains a document, but S3 does not send one");
    }

    /// <summary>Gets the content of an object or a range from a response, after checking the response.</summary>
    /// <exception cref="ObjectStoreException">The response does not match the request.</exception>
    public static ObjectContent Content(
        GetObjectResponse response,
        S3Address address,
        ContentRange? range,
        TimeSpan stallTimeout,
        BandwidthLimit? bandwidth
    )
    {
        ThrowIfNotOfAnObject(address, response.ETag, response.LastModified);
        var contentLength = ContentLength(response.Headers);
        var (objectLength, length) = new ReadResponse(
            address,
            range,
            (int)response.HttpStatusCode,
            response.ContentRange,
            contentLength
        ).Lengths();
        var body = new S3Body(
            response.ResponseStream,
            address,
            length,
            looksBehind: contentLength is null || range is null,
            stallTimeout,
            bandwidth
        );
        return new ObjectContent(Description(response, objectLength), body, response) { Length = length };
    }

    static ObjectDescription Description(GetObjectResponse response, long objectLength) =>
        new()
        {
            Length = objectLength,
            Metadata = UserMetadata(response.Metadata),
            Headers = Headers(response.Headers, response.ExpiresString, response.WebsiteRedirectLocation),
            MissingMetadata = response.MissingMeta ?? 0,
            UnreadableExpires = Date(response.ExpiresString) is null ? NonEmpty(response.ExpiresString) : null,
            IsLocked = response.ObjectLockMode is not null || response.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On,
            ETag = EntityTag.Read(response.ETag),
            VersionId = response.VersionId,
            LastModifiedUtc = response.LastModified?.ToUniversalTime(),
            ServerSideEncryption = NonEmpty(response.ServerSideEncryptionMethod?.Value),
            KmsKeyId = response.ServerSideEncryptionKeyManagementServiceKeyId,
            StorageClass = response.StorageClass?.Value,
            TagCount = response.TagCount ?? 0,
        };

    /// <exception cref="ObjectStoreException">The response does not describe an object.</exception>
    public static ObjectDescription Description(GetObjectMetadataResponse response, S3Address address)
    {
        ThrowIfNotOfAnObject(address, response.ETag, response.LastModified);
        return Description(response, ReadResponse.DescribedLength(address, ContentLength(response.Headers)));
    }

    static ObjectDescription Description(GetObjectMetadataResponse response, long length) =>
        new()
        {
            Length = length,
            Metadata = UserMetadata(response.Metadata),
            Headers = Headers(response.Headers, response.ExpiresString, response.WebsiteRedirectLocation),
            MissingMetadata = response.MissingMeta ?? 0,
            UnreadableExpires = Date(response.ExpiresString) is null ? NonEmpty(response.ExpiresString) : null,
            IsLocked = response.ObjectLockMode is not null || response.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On,
            ETag = EntityTag.Read(response.ETag),
            VersionId = response.VersionId,
            LastModifiedUtc = response.LastModified?.ToUniversalTime(),
            ServerSideEncryption = NonEmpty(response.ServerSideEncryptionMethod?.Value),
            KmsKeyId = response.ServerSideEncryptionKeyManagementServiceKeyId,
            StorageClass = response.StorageClass?.Value,
            ArchiveStatus = response.ArchiveStatus?.Value,
            IsRestored = response.RestoreExpiration is not null,
            Crc32C = response.ChecksumType == ChecksumType.COMPOSITE ? null : Crc32C.Parse(response.ChecksumCRC32C),
        };

    /// <summary>
    /// Decodes a key. The SDK requests URL-encoded keys but does not decode them; a plus is a space, as in a form. A
    /// server that ignores the request for encoding does not set the response's encoding type.
    /// </summary>
    public static string Decoded(string key, bool isEncoded) => isEncoded ? WebUtility.UrlDecode(key) : key;

    /// <summary>
    /// Gets a page of a listing, after checking it: a listing that ends early would silently omit objects, and one
    /// could be endless.
    /// </summary>
    /// <exception cref="ObjectStoreException">The response is not the requested listing.</exception>
    public static ObjectPage Page(ListObjectsV2Response response, ListObjectsV2Request request, ListingPosition? position)
    {
        var address = new S3Address(request.BucketName, request.Prefix);
        if (response.IsTruncated is not { } isTruncated)
            throw ReadResponse.Invalid(address, "it is not a listing");
        var isEncoded = response.Encoding == EncodingType.Url;
        ListedObject[] objects = [.. (response.S3Objects ?? []).Select(listed => Listed(listed, isEncoded, address))];
        // With a delimiter, some servers include the prefixes in the count.
        if (request.Delimiter is null && response.KeyCount > objects.Length)
            throw ReadResponse.Invalid(address, $"the listing's page contains {objects.Length} keys, but announces {response.KeyCount}");
        if (!isTruncated)
            return new ObjectPage(objects, Continuation: null);
        if (string.IsNullOrEmpty(response.NextContinuationToken))
            throw ReadResponse.Invalid(
                address,
                "the listing is truncated, but contains no continuation token (IsTruncated without NextContinuationToken)"
            );
        var next =
            ListingPosition.Next(position, response.NextContinuationToken)
            ?? throw ReadResponse.Invalid(address, "the listing repeats an earlier page (the same NextContinuationToken again)");
        return new ObjectPage(objects, next.ToString());
    }

    /// <exception cref="ObjectStoreException">The response is not the requested listing.</exception>
    public static KeyLevel Level(ListObjectsV2Response response, ListObjectsV2Request request)
    {
        // Only the first page is requested here.
        response.NextContinuationToken ??= "-";
        var page = Page(response, request, position: null);
        var isEncoded = response.Encoding == EncodingType.Url;
        return new KeyLevel(
            [
                .. (response.CommonPrefixes ?? []).Select(prefix =>
                    Below(request.Prefix, Decoded(prefix, isEncoded), new S3Address(request.BucketName, request.Prefix))
                ),
            ],
            [.. page.Objects.Select(static listed => listed.Key)]
        );
    }

    static ListedObject Listed(S3Object listed, bool isEncoded, S3Address address)
    {
        // An empty key does not belong to another object. The caller reports it.
        var key = string.IsNullOrEmpty(listed.Key) ? "" : Below(address.Key, Decoded(listed.Key, isEncoded), address);
        return listed.Size is >= 0 and var size
            ? new ListedObject(key, size, EntityTag.Read(listed.ETag), listed.LastModified?.ToUniversalTime(), listed.StorageClass?.Value)
            : throw ReadResponse.Invalid(address, $"the listing does not contain the size of '{VisibleText.Of(key)}'");
    }

    static string Below(string prefix, string key, S3Address address) =>
        key.StartsWith(prefix, StringComparison.Ordinal)
            ? key
            : throw ReadResponse.Invalid(address, $"the listing contains '{VisibleText.Of(key)}', which does not begin with the prefix");

    /// <summary>
    /// Rejects a response with neither header: S3's responses for an object have at least one, a web page of a console
    /// or proxy has none.
    /// </summary>
    static void ThrowIfNotOfAnObject(S3Address address, string? eTag, DateTime? lastModified)
    {
        if (string.IsNullOrEmpty(eTag) && lastModified is null)
            throw ReadResponse.Invalid(
                address,
                "it has neither an ETag nor a Last-Modified header, so it does not describe an object in S3"
            );
    }

    /// <summary>
    /// Gets the content length; null if the header is missing, which the SDK reports as -1 here and as 0 elsewhere.
    /// </summary>
    static long? ContentLength(HeadersCollection headers) => headers.ContentLength is >= 0 and var length ? length : null;

    static Dictionary<string, string> UserMetadata(MetadataCollection metadata)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in metadata.Keys)
            fields[name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) ? name.Substring(MetadataPrefix.Length) : name] =
                metadata[name];
        return fields;
    }

    /// <summary>Returns null for an empty text: after a HEAD, the SDK reports no encryption as an empty text.</summary>
    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    static ObjectHeaders Headers(HeadersCollection headers, string? expires, string? websiteRedirect) =>
        new()
        {
            ContentType = headers.ContentType,
            CacheControl = headers.CacheControl,
            ContentDisposition = headers.ContentDisposition,
            ContentEncoding = headers.ContentEncoding,
            ContentLanguage = headers.ContentLanguage,
            ExpiresUtc = Date(expires),
            WebsiteRedirect = NonEmpty(websiteRedirect),
        };

    static DateTime? Date(string? text) =>
        DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;
}
