namespace LocalS3;

static class CreateMultipartUpload
{
    public static Task<Reply> HandleAsync(S3Request request)
    {
        var bucket = request.Bucket;
        var algorithm = request.Header(AmazonHeader.ChecksumAlgorithm) is { } name ? ChecksumAlgorithm.Parse(name) : null;
        var upload = new MultipartUpload(request.Key, new ObjectAttributes(request.Http.Headers), algorithm, Type(request, algorithm))
        {
            Tags = new ObjectTags(request.Header(AmazonHeader.Tagging)),
        };
        bucket.Begin(upload);

        var reply = XmlReply.Create(
            "InitiateMultipartUploadResult",
            writer =>
            {
                writer.WriteElementString("Bucket", bucket.Name);
                writer.WriteElementString("Key", upload.Key);
                writer.WriteElementString("UploadId", upload.Id);
            }
        );
        upload.Attributes.Encryption.AddTo(reply.Headers);
        if (algorithm is not null)
        {
            reply.Headers[AmazonHeader.ChecksumAlgorithm] = algorithm.Name;
            reply.Headers[AmazonHeader.ChecksumType] = upload.ChecksumType!;
        }
        return Task.FromResult(reply);
    }

    static string? Type(S3Request request, ChecksumAlgorithm? algorithm)
    {
        var type = request.Header(AmazonHeader.ChecksumType);
        if (type is null)
            return algorithm is null ? null : algorithm.OnlyType ?? ChecksumType.Composite;
        if (algorithm is null)
            throw Refusal.InvalidRequest(
                $"The {AmazonHeader.ChecksumType} header can only be used with the {AmazonHeader.ChecksumAlgorithm} header."
            );
        if (type is not (ChecksumType.Composite or ChecksumType.FullObject))
            throw Refusal.InvalidRequest($"Value for {AmazonHeader.ChecksumType} header is invalid.");
        if (algorithm.OnlyType is { } only && !string.Equals(only, type, StringComparison.Ordinal))
            throw Refusal.InvalidRequest($"The {type} checksum type cannot be used with the {algorithm.Name} checksum algorithm.");
        return type;
    }
}
