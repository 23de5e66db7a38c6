using System.Globalization;
using System.Text;

namespace LocalS3;

/// <summary>A request as the operations see it: signed by the right key, and known to ask for nothing that is not implemented.</summary>
sealed class S3Request(HttpContext context, RequestTarget target, Buckets buckets, BodyReceiver receiver, KmsAnswers kmsAnswers)
{
    const int MaxKeyLength = 1024;

    public HttpRequest Http => context.Request;

    public CancellationToken Aborted => context.RequestAborted;

    public QueryParameters Query => target.Query;

    public Buckets Buckets => buckets;

    public KmsAnswers KmsAnswers => kmsAnswers;

    public string BucketName => target.BucketName;

    /// <summary>The bucket, looked up each time: it may go while a body comes in.</summary>
    /// <exception cref="S3Exception">There is none of this name.</exception>
    public Bucket Bucket => buckets.Find(target.BucketName) ?? throw Refusal.NoSuchBucket(target.BucketName);

    /// <exception cref="S3Exception">It is too long.</exception>
    public string Key =>
        Encoding.UTF8.GetByteCount(target.Key) is var length && length <= MaxKeyLength
            ? target.Key
            : throw Refusal.KeyTooLong(length, MaxKeyLength);

    /// <summary>Returns the value of a header; null if the request does not have it.</summary>
    public string? Header(string name) => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A number in the query.</summary>
    /// <exception cref="S3Exception">It is not a number from 0 on.</exception>
    public int? Number(string parameter)
    {
        if (Query.Find(parameter) is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refusal.InvalidArgument($"Provided {parameter} not an integer or within integer range", parameter, text);
    }

    /// <summary>In a bucket without versioning each object has the one version <c>null</c>.</summary>
    /// <exception cref="S3Exception">The request asks for another one.</exception>
    public void CheckVersion()
    {
        if (Query.Find("versionId") is { } version && !string.Equals(version, "null", StringComparison.Ordinal))
            throw Refusal.NoSuchVersion(Key, version);
    }

    /// <summary>Receives the body of an object or a part, and checks it against the headers of the request.</summary>
    public Task<ReceivedBody> ReceiveObjectAsync() => receiver.ReceiveObjectAsync(this);

    /// <summary>Takes a body in that is about the request itself.</summary>
    /// <param name="claimIsOfBody">False when the checksum headers are about something else than this body.</param>
    public Task<ReceivedBody> ReceiveDocumentAsync(bool claimIsOfBody) => receiver.ReceiveDocumentAsync(this, claimIsOfBody);

    /// <summary>The open upload that the query names.</summary>
    /// <exception cref="S3Exception">There is none for this key.</exception>
    public MultipartUpload FindUpload() => Bucket.FindUpload(Key, Query.Find("uploadId") ?? "");
}
