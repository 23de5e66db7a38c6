using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace RedshiftEncryption.S3;

/// <summary>What S3 answers, in Core's terms.</summary>
internal static class S3Answer
{
    const string MetadataPrefix = "x-amz-meta-";

    /// <exception cref="ObjectStoreException">The response does not say that the object is stored.</exception>
    public static StoredObject Stored(ObjectAddress address, string? eTag, string? versionId, ServerSideEncryptionMethod? method, string? kmsKeyId, string? checksum) =>
        new(Unquoted(eTag) ?? throw S3Failure.NotConfirmed(address, "contains no ETag"), versionId, method?.Value, kmsKeyId) { Crc32C = Crc32C.Parse(checksum) };

    /// <exception cref="ObjectStoreException">The response does not say that the part is stored.</exception>
    public static UploadedPart Part(ObjectAddress address, int number, long length, string? eTag, uint? crc32C) => string.IsNullOrEmpty(eTag)
        ? throw new ObjectStoreException(ObjectStoreFault.InvalidResponse, $"The server's response to part {number} of {address} contains no ETag, so the upload cannot be completed.")
        : new UploadedPart(number, length, eTag!, crc32C);

    /// <summary>S3 answers some requests with nothing at all; whatever comes is another server's.</summary>
    /// <exception cref="ObjectStoreException">The response has a body.</exception>
    public static void CheckEmpty(AmazonWebServiceResponse response, ObjectAddress address)
    {
        if (response.ContentLength > 0)
            throw S3Failure.NotConfirmed(address, "contains a document where S3 sends none");
    }

    public static ObjectDescription Description(GetObjectResponse response) => new()
    {
        // The answer to a range tells of the whole in Content-Range alone.
        Length = ContentRange.ObjectLength(response.ContentRange) ?? response.ContentLength,
        Metadata = UserMetadata(response.Metadata),
        Headers = Headers(response.Headers, response.ExpiresString, response.WebsiteRedirectLocation),
        MissingMetadata = response.MissingMeta ?? 0,
        UnreadableExpires = Date(response.ExpiresString) is null ? NonEmpty(response.ExpiresString) : null,
        IsLocked = response.ObjectLockMode is not null || response.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On,
        ETag = Unquoted(response.ETag),
        VersionId = response.VersionId,
        LastModifiedUtc = response.LastModified?.ToUniversalTime(),
        ServerSideEncryption = NonEmpty(response.ServerSideEncryptionMethod?.Value),
        KmsKeyId = response.ServerSideEncryptionKeyManagementServiceKeyId,
        StorageClass = response.StorageClass?.Value,
        TagCount = response.TagCount ?? 0,
    };

    public static ObjectDescription Description(GetObjectMetadataResponse response) => new()
    {
        Length = response.ContentLength,
        Metadata = UserMetadata(response.Metadata),
        Headers = Headers(response.Headers, response.ExpiresString, response.WebsiteRedirectLocation),
        MissingMetadata = response.MissingMeta ?? 0,
        UnreadableExpires = Date(response.ExpiresString) is null ? NonEmpty(response.ExpiresString) : null,
        IsLocked = response.ObjectLockMode is not null || response.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On,
        ETag = Unquoted(response.ETag),
        VersionId = response.VersionId,
        LastModifiedUtc = response.LastModified?.ToUniversalTime(),
        ServerSideEncryption = NonEmpty(response.ServerSideEncryptionMethod?.Value),
        KmsKeyId = response.ServerSideEncryptionKeyManagementServiceKeyId,
        StorageClass = response.StorageClass?.Value,
        ArchiveStatus = response.ArchiveStatus?.Value,
        IsRestored = response.RestoreExpiration is not null,
        Crc32C = response.ChecksumType == ChecksumType.COMPOSITE ? null : Crc32C.Parse(response.ChecksumCRC32C),
    };

    /// <summary>The SDK asks for escaped keys but does not decode them: a plus is a blank, as in a form. A server that ignores the request says so.</summary>
    public static string Decoded(string key, bool isEncoded) => isEncoded ? WebUtility.UrlDecode(key) : key;

    public static ListedObject Listed(S3Object listed, bool isEncoded) => new(
        Decoded(listed.Key, isEncoded),
        listed.Size ?? 0,
        Unquoted(listed.ETag),
        listed.LastModified?.ToUniversalTime(),
        listed.StorageClass?.Value);

    static Dictionary<string, string> UserMetadata(MetadataCollection metadata)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in metadata.Keys)
            fields[name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) ? name.Substring(MetadataPrefix.Length) : name] = metadata[name];
        return fields;
    }

    /// <summary>The SDK's word for no encryption is an empty one, after a HEAD.</summary>
    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>radosgw 16 answers CompleteMultipartUpload with an empty one.</summary>
    static string? Unquoted(string? eTag) => string.IsNullOrEmpty(eTag) ? null : eTag!.Trim('"');

    static ObjectHeaders Headers(HeadersCollection headers, string? expires, string? websiteRedirect) => new()
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
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
