namespace LocalS3;

/// <summary>
/// A part that is a range of another object. It shares that object's bytes, so one larger than memory can be made of a
/// small one.
/// </summary>
static class UploadPartCopy
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        var number = UploadPart.Number(request);
        var upload = request.FindUpload();
        if (upload.ChecksumType is ChecksumType.Composite)
            throw Refusal.NotImplemented("UploadPartCopy for a composite checksum");
        var source = CopySource.Find(request);
        var header = request.Header(AmazonHeader.CopySourceRange);
        var range = ByteRange.Parse(header, source.Content.Length);
        if (header is not null && range is null)
            throw Refusal.InvalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
                AmazonHeader.CopySourceRange,
                header
            );
        var content = range is { } some ? source.Content.Part(some) : source.Content;
        CopySource.CheckLength(content.Length);
        var part = new UploadedPart(number, content, ETag.Made(), Md5: null, Checksum: null, DateTimeOffset.UtcNow);
        upload.Put(part);

        var reply = XmlReply.Create(
            "CopyPartResult",
            writer =>
            {
                writer.WriteElementString("LastModified", Timestamp.ForXml(part.LastModified));
                writer.WriteElementString("ETag", part.ETag);
            }
        );
        upload.Attributes.Encryption.AddTo(reply.Headers);
        return Task.FromResult(reply);
    }
}
