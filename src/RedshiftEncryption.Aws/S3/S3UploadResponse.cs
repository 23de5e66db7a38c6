using Amazon.S3;
using Amazon.S3.Model;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Aws.S3;

/// <summary>Translates the SDK's responses about open multipart uploads into Core's types, after checking them.</summary>
internal static class S3UploadResponse
{
    /// <summary>Gets a page of an upload's parts.</summary>
    /// <exception cref="ObjectStoreException">The response is not the requested listing.</exception>
    public static PartPage Parts(ListPartsResponse response, S3Address address, string uploadId, int after)
    {
        // Both documents always contain the ID and the flag; another document or upload must not pass for one without parts.
        if (response.IsTruncated is not { } isTruncated)
            throw ReadResponse.Invalid(address, "it is not a listing of parts");
        if (!string.Equals(response.UploadId, uploadId, StringComparison.Ordinal))
            throw ReadResponse.Invalid(address, "it lists the parts of another upload");
        var parts = new List<ListedPart>();
        var last = after;
        foreach (var part in response.Parts ?? [])
        {
            if (part.PartNumber is not { } number || number <= last || number > PartSize.MaximumParts)
                throw ReadResponse.Invalid(address, "the numbers of the listed parts are not possible, or not in ascending order");
            if (part.Size is not ({ } length and >= 0) || string.IsNullOrEmpty(part.ETag))
                throw ReadResponse.Invalid(address, $"the listing does not contain the size and the ETag of part {number}");
            parts.Add(new ListedPart(number, length, part.ETag, Crc32C.Parse(part.ChecksumCRC32C)));
            last = number;
        }
        if (isTruncated && parts.Count == 0)
            throw ReadResponse.Invalid(address, "the listing of parts is truncated, but its page is empty");
        // The numbers only ascend, so the listing ends.
        return new PartPage(parts, isTruncated ? last : null);
    }

    /// <summary>Gets a page of a bucket's open uploads.</summary>
    /// <exception cref="ObjectStoreException">The response is not the requested listing.</exception>
    public static UploadPage Uploads(ListMultipartUploadsResponse response, ListMultipartUploadsRequest request, ListingPosition? position)
    {
        var address = new S3Address(request.BucketName, request.Prefix);
        if (response.IsTruncated is not { } isTruncated)
            throw ReadResponse.Invalid(address, "it is not a listing of multipart uploads");
        var keys = new UploadKeyDecoder(address.Key, response.EncodingType == EncodingType.Url);
        OpenUpload[] uploads = [.. (response.MultipartUploads ?? []).Select(listed => Upload(listed, keys, address))];
        if (!isTruncated)
            return new UploadPage(uploads, Continuation: null);
        if (string.IsNullOrEmpty(response.NextKeyMarker))
            throw ReadResponse.Invalid(
                address,
                "the listing of multipart uploads is truncated, but contains no marker (IsTruncated without NextKeyMarker)"
            );
        var marker = new UploadMarker(keys.Decoded(response.NextKeyMarker), response.NextUploadIdMarker);
        var next =
            ListingPosition.Next(position, marker.ToString())
            ?? throw ReadResponse.Invalid(address, "the listing of multipart uploads repeats an earlier page (the same markers again)");
        return new UploadPage(uploads, next.ToString());
    }

    static OpenUpload Upload(Amazon.S3.Model.MultipartUpload listed, UploadKeyDecoder keys, S3Address address)
    {
        var key = keys.Decoded(listed.Key ?? "");
        if (key.Length == 0 || !key.StartsWith(address.Key, StringComparison.Ordinal))
            throw ReadResponse.Invalid(
                address,
                $"the listing contains an upload of '{VisibleText.Of(key)}', which is not below the prefix"
            );
        return !string.IsNullOrEmpty(listed.UploadId) && listed.Initiated is { } initiated
            ? new OpenUpload(key, listed.UploadId, initiated.ToUniversalTime())
            : throw ReadResponse.Invalid(address, $"the listing lacks the ID or the time of an upload of '{VisibleText.Of(key)}'");
    }
}
