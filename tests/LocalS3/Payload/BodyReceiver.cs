namespace LocalS3;

/// <summary>Takes a request's body in. Nothing is stored unless all of it came and every check holds.</summary>
static class BodyReceiver
{
    /// <summary>The most that one PutObject or UploadPart may send, in bytes.</summary>
    public const long MaxContentLength = 5L << 30;

    /// <param name="request">Its body has not been read yet.</param>
    /// <param name="discard">Count the bytes and check their framing, keep and hash none: what a benchmark measures then is the client.</param>
    /// <param name="claimIsOfBody">False when the checksum headers are about something else than this body.</param>
    /// <exception cref="S3Exception">The body is cut short, too long, or not what the request says.</exception>
    public static async Task<ReceivedBody> ReceiveAsync(S3Request request, bool discard, bool claimIsOfBody = true)
    {
        var framing = PayloadFraming.Of(request);
        if (framing.ContentLength > MaxContentLength)
            throw Refusal.EntityTooLarge(MaxContentLength);
        var claim = claimIsOfBody ? ChecksumClaim.Of(request.Http.Headers, framing.TrailerName) : null;
        if (framing.HasTrailer && claim is null)
            throw Refusal.InvalidRequest($"The value specified in the {AmazonHeader.Trailer} header is not supported");
        var contentMd5 = ParseContentMd5(request.Header("Content-MD5"));

        var payload = framing.Open(request.Http);
        using var content = new ContentWriter(framing.ContentLength, discard);
        using var digests = discard ? null : new PayloadDigests(framing, claim, contentMd5);
        try
        {
            while (content.Remaining > 0)
            {
                var buffer = content.GetBuffer();
                var length = await payload.ReadAsync(buffer, request.Aborted);
                if (length == 0)
                    throw Refusal.IncompleteBody();
                digests?.Append(buffer.Span[..length]);
                content.Advance(length);
            }
            // Reads the end of the framing too, and the trailers behind it.
            if (await payload.ReadAsync(new byte[1], request.Aborted) > 0)
                throw Refusal.IncompleteBody("The request body is longer than it says");
        }
        catch (BadHttpRequestException)
        {
            // The client closed its side before it had sent what it announced.
            throw Refusal.IncompleteBody();
        }
        var checks = digests?.Check(payload.Trailers);
        return new ReceivedBody(content.ToContent(), checks?.Md5, checks?.Checksum);
    }

    static string? ParseContentMd5(string? text)
    {
        Span<byte> digest = stackalloc byte[16];
        return text is null || (Convert.TryFromBase64String(text, digest, out var length) && length == digest.Length)
            ? text
            : throw Refusal.InvalidDigest(text);
    }
}
