namespace LocalS3;

/// <summary>Copies an object with new metadata, except for its tags, which are preserved, as S3 does by default.</summary>
static class CopyObject
{
    const string Replace = "REPLACE";

    public static Task<Reply> HandleAsync(S3Request request)
    {
        if (!Replace.Equals(request.Header(AmazonHeader.MetadataDirective), StringComparison.Ordinal))
            throw Refusal.NotImplemented($"CopyObject without {AmazonHeader.MetadataDirective}: {Replace}");
        var key = request.Key;
        var bucket = request.Bucket;
        var attributes = new ObjectAttributes(request.Http.Headers);
        var source = CopySource.Find(request);
        CopySource.CheckLength(source.Content.Length);
        var stored = new StoredObject(
            key,
            source.Content,
            ETag.Of(source.Content, attributes.Encryption),
            DateTimeOffset.UtcNow,
            attributes,
            source.Checksum?.Type is ChecksumType.FullObject ? source.Checksum : null
        )
        {
            Tags = source.Tags,
        };
        bucket.Put(stored, WriteCondition.From(request));

        var reply = XmlReply.Create(
            "CopyObjectResult",
            writer =>
            {
                writer.WriteElementString("LastModified", Timestamp.ForXml(stored.LastModified));
                writer.WriteElementString("ETag", stored.ETag);
            }
        );
        attributes.Encryption.AddTo(reply.Headers);
        return Task.FromResult(reply);
    }
}
