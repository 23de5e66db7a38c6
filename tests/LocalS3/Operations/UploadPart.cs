namespace LocalS3;

static class UploadPart
{
    const int MaxPartNumber = 10_000;

    public static async Task<Reply> HandleAsync(S3Request request)
    {
        var number = Number(request);
        var upload = request.FindUpload();
        CheckAlgorithm(request, upload);
        var body = await request.ReceiveObjectAsync();
        var encryption = upload.Attributes.Encryption;
        var part = new UploadedPart(number, body.Content, ETag.Of(body, encryption), body.Md5, body.Checksum, DateTimeOffset.UtcNow);
        // The upload may have been aborted or completed while the part came in.
        request.FindUpload().Put(part);

        var reply = new Reply(200) { Headers = { ["ETag"] = part.ETag } };
        encryption.AddTo(reply.Headers);
        if (part.Checksum is not null)
            reply.Headers[part.Checksum.Algorithm.HeaderName] = part.Checksum.Value;
        return reply;
    }

    /// <exception cref="S3Exception">It is not one that a part can have.</exception>
    public static int Number(S3Request request) =>
        request.Number("partNumber") is { } number and >= 1 and <= MaxPartNumber
            ? number
            : throw Refusal.InvalidArgument(
                $"Part number must be an integer between 1 and {MaxPartNumber}, inclusive",
                "partNumber",
                request.Query.Find("partNumber")
            );

    /// <summary>Only a part of a composite checksum must bring its own; S3 computes the others itself when it needs them.</summary>
    static void CheckAlgorithm(S3Request request, MultipartUpload upload)
    {
        var algorithm = ChecksumClaim.Of(request.Http.Headers, request.Header(AmazonHeader.Trailer)?.Trim())?.Algorithm;
        if (upload.ChecksumAlgorithm is null || algorithm == upload.ChecksumAlgorithm)
            return;
        if (algorithm is not null || upload.ChecksumType is ChecksumType.Composite)
            throw Refusal.ChecksumTypeMismatch(upload.ChecksumAlgorithm.Name.ToLowerInvariant(), algorithm?.Name.ToLowerInvariant());
    }
}
