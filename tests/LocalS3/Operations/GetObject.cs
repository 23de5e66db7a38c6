using System.Globalization;

namespace LocalS3;

/// <summary>Implements GetObject, and HeadObject, which differs only in that the body is not sent.</summary>
static class GetObject
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        var key = request.Key;
        var stored = request.Bucket.Find(key) ?? throw Refusal.NoSuchKey(key);
        request.CheckVersion();
        if (!ReadCondition.IsModified(request, stored))
            return Task.FromResult(NotModified(stored));
        if (stored.Content.IsDiscarded && HttpMethods.IsGet(request.Http.Method))
            throw Refusal.NotImplemented("GetObject when it runs as a sink: the bytes are gone");

        var range = ByteRange.Parse(request.Header("Range"), stored.Content.Length);
        var reply = new Reply(range is null ? 200 : 206) { Body = stored.Content, Range = range };
        Describe(stored, reply);
        reply.Headers["Accept-Ranges"] = "bytes";
        stored.Attributes.AddTo(reply.Headers);
        // As in S3, only the response to a read contains them.
        if (stored.Tags.Count > 0 && HttpMethods.IsGet(request.Http.Method))
            reply.Headers[AmazonHeader.TaggingCount] = stored.Tags.Count.ToString(CultureInfo.InvariantCulture);
        if (range is { } part)
            reply.Headers["Content-Range"] = $"bytes {part.Offset}-{part.Offset + part.Length - 1}/{stored.Content.Length}";
        else if (string.Equals(request.Header(AmazonHeader.ChecksumMode), "ENABLED", StringComparison.OrdinalIgnoreCase))
            stored.Checksum?.AddTo(reply.Headers);
        return Task.FromResult(reply);
    }

    static Reply NotModified(StoredObject stored)
    {
        var reply = new Reply(304);
        Describe(stored, reply);
        return reply;
    }

    static void Describe(StoredObject stored, Reply reply)
    {
        reply.Headers["ETag"] = stored.ETag;
        reply.Headers["Last-Modified"] = Timestamp.ForHeader(stored.LastModified);
    }
}
