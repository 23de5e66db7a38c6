using System.Globalization;

namespace LocalS3;

static class CompleteMultipartUpload
{
    public static async Task<Reply> HandleAsync(S3Request request)
    {
        var condition = WriteCondition.From(request);
        var upload = request.FindUpload();
        // Its checksum headers are the object's, not this document's.
        var document = await RequestDocument.ReadAsync(request, claimIsOfBody: false);
        var parts = PartList.Resolve(upload, CompletedPart.ParseAll(document));
        var content = Content.Concat([.. parts.Select(part => part.Content)]);
        CheckLength(request, content);
        var checksum = MultipartChecksum.Compute(request, upload, parts, content);

        // S3 dates an object in parts by the beginning of its upload.
        var eTag = ETag.Of(parts, upload.Attributes.Encryption);
        var stored = new StoredObject(upload.Key, content, eTag, upload.Initiated, upload.Attributes, checksum) { Tags = upload.Tags };
        request.Bucket.Complete(upload, stored, condition);

        var reply = XmlReply.Create(
            "CompleteMultipartUploadResult",
            writer =>
            {
                writer.WriteElementString(
                    "Location",
                    $"{request.Http.Scheme}://{request.Http.Host}/{request.BucketName}/{PercentEncoding.Encode(stored.Key, keepSlash: true)}"
                );
                writer.WriteElementString("Bucket", request.BucketName);
                writer.WriteElementString("Key", stored.Key);
                writer.WriteElementString("ETag", stored.ETag);
                if (checksum is null)
                    return;
                writer.WriteElementString(checksum.Algorithm.ElementName, checksum.Value);
                writer.WriteElementString("ChecksumType", checksum.Type);
            }
        );
        upload.Attributes.Encryption.AddTo(reply.Headers);
        return reply;
    }

    static void CheckLength(S3Request request, Content content)
    {
        var expected = request.Header(AmazonHeader.ObjectLength);
        if (
            expected is not null
            && !string.Equals(expected, content.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        )
            throw Refusal.InvalidRequest(
                $"The provided '{AmazonHeader.ObjectLength}' header value {expected} does not match what was computed: {content.Length}"
            );
    }
}
