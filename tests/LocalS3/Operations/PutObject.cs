namespace LocalS3;

static class PutObject
{
    public static async Task<Reply> HandleAsync(S3Request request)
    {
        // All that can be refused without the body is: a client that waits for 100 Continue then need not send it.
        var key = request.Key;
        _ = request.Bucket;
        var attributes = new ObjectAttributes(request.Http.Headers);
        var tags = new ObjectTags(request.Header(AmazonHeader.Tagging));
        var condition = WriteCondition.From(request);
        var body = await request.ReceiveObjectAsync();
        var stored = new StoredObject(
            key,
            body.Content,
            ETag.Of(body, attributes.Encryption),
            DateTimeOffset.UtcNow,
            attributes,
            body.Checksum
        )
        {
            Tags = tags,
        };
        request.Bucket.Put(stored, condition);

        var reply = new Reply(200) { Headers = { ["ETag"] = stored.ETag } };
        attributes.Encryption.AddTo(reply.Headers);
        stored.Checksum?.AddTo(reply.Headers);
        return reply;
    }
}
