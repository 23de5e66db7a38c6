using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace LocalS3;

/// <summary>Takes requests' bodies in. Nothing is stored unless all of it came and every check holds.</summary>
/// <param name="isSink">Count an object's bytes and check their framing, keep and hash none: what a benchmark measures then
/// is the client.</param>
/// <param name="bandwidth">The rate at which all bodies together are taken; null for no limit.</param>
/// <param name="connectionRate">The rate at which the bodies of one connection are taken, in bytes per second; null for no
/// limit.</param>
sealed class BodyReceiver(bool isSink, Bandwidth? bandwidth, long? connectionRate)
{
    /// <summary>The most that one PutObject or UploadPart may send, in bytes.</summary>
    public const long MaxContentLength = 5L << 30;

    /// <summary>Takes an object's or a part's body in.</summary>
    /// <exception cref="S3Exception">The body is truncated, too long, or does not match the headers of the request.</exception>
    public Task<ReceivedBody> ReceiveObjectAsync(S3Request request) => ReceiveAsync(request, discard: isSink, claimIsOfBody: true);

    /// <summary>Takes a body in that is about the request itself.</summary>
    /// <param name="request">Its body has not been read yet.</param>
    /// <param name="claimIsOfBody">False when the checksum headers are about something else than this body.</param>
    /// <exception cref="S3Exception">The body is truncated, too long, or does not match the headers of the request.</exception>
    public Task<ReceivedBody> ReceiveDocumentAsync(S3Request request, bool claimIsOfBody) =>
        ReceiveAsync(request, discard: false, claimIsOfBody);

    async Task<ReceivedBody> ReceiveAsync(S3Request request, bool discard, bool claimIsOfBody)
    {
        var framing = PayloadFraming.Of(request);
        if (framing.ContentLength > MaxContentLength)
            throw Refusal.EntityTooLarge(MaxContentLength);
        var claim = claimIsOfBody ? ChecksumClaim.Of(request.Http.Headers, framing.TrailerName) : null;
        if (framing.HasTrailer && claim is null)
            throw Refusal.InvalidRequest($"The value specified in the {AmazonHeader.Trailer} header is not supported");
        var contentMd5 = ParseContentMd5(request.Header("Content-MD5"));

        var payload = framing.Open(request.Http);
        var link = bandwidth ?? LinkOf(request.Http.HttpContext);
        var content = new ContentWriter(framing.ContentLength, discard);
        using var digests = discard ? null : new PayloadDigests(framing, claim, contentMd5);
        try
        {
            // Reads the end of the framing too, and the trailers behind it.
            while (await TakeAsync(payload, content, digests, link, request.Aborted)) { }
        }
        catch (BadHttpRequestException)
        {
            // The client closed its side before it had sent what it announced.
            throw Refusal.IncompleteBody();
        }
        if (content.Remaining > 0)
            throw Refusal.IncompleteBody();
        var checks = digests?.Check(payload.Trailers);
        return new ReceivedBody(content.ToContent(), checks?.Md5, checks?.Checksum);
    }

    /// <returns>False at the end.</returns>
    static async ValueTask<bool> TakeAsync(
        IPayload payload,
        ContentWriter content,
        PayloadDigests? digests,
        Bandwidth? link,
        CancellationToken cancellationToken
    )
    {
        var bytes = await payload.ReadAsync(cancellationToken);
        if (link is not null)
        {
            bytes = bytes.Slice(0, Math.Min(bytes.Length, link.MaxTake));
            await link.TakeAsync(bytes.Length, cancellationToken);
        }
        var length = bytes.Length;
        var isTooLong = length > content.Remaining;
        foreach (var segment in isTooLong ? default : bytes)
        {
            digests?.Append(segment.Span);
            content.Append(segment.Span);
        }
        // Takes the bytes away, their length too. Also before an error: Kestrel cannot read over the rest of a body that
        // someone still reads.
        payload.Advance(bytes);
        if (isTooLong)
            throw Refusal.IncompleteBody("The request body is longer than it says");
        return length > 0;
    }

    /// <summary>The rate of a connection lives as long as the connection.</summary>
    Bandwidth? LinkOf(HttpContext context)
    {
        if (connectionRate is not { } rate)
            return null;
        var items = context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
        if (items.TryGetValue(typeof(Bandwidth), out var found))
            return (Bandwidth)found!;
        var link = new Bandwidth(rate, TimeProvider.System);
        items.Add(typeof(Bandwidth), link);
        return link;
    }

    static string? ParseContentMd5(string? text)
    {
        Span<byte> digest = stackalloc byte[16];
        return text is null || (Convert.TryFromBase64String(text, digest, out var length) && length == digest.Length)
            ? text
            : throw Refusal.InvalidDigest(text);
    }
}
