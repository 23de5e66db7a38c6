using System.Globalization;

namespace LocalS3;

/// <summary>Creates every error response of this server. Codes, statuses and the meaning of the messages are those of S3.</summary>
static class Refusal
{
    public static S3Exception AccessDenied(string message = "Access Denied") => new(403, "AccessDenied", message);

    public static S3Exception AuthorizationHeaderMalformed(string why) =>
        new(400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; {why}");

    public static S3Exception BadDigest(string algorithm) =>
        new(400, "BadDigest", $"The {algorithm} you specified did not match the calculated checksum.");

    public static S3Exception BucketAlreadyOwnedByYou(string bucket) =>
        new(
            409,
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it.",
            ("BucketName", bucket)
        );

    public static S3Exception BucketNotEmpty(string bucket) =>
        new(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", ("BucketName", bucket));

    public static S3Exception ChecksumTypeMismatch(string? expected, string? actual) =>
        InvalidRequest(
            $"Checksum Type mismatch occurred, expected checksum Type: {expected ?? "null"}, actual checksum Type: {actual ?? "null"}"
        );

    public static S3Exception ContentSha256Mismatch(string client, string computed) =>
        new(
            400,
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
            ("ClientComputedContentSHA256", client),
            ("S3ComputedContentSHA256", computed)
        );

    public static S3Exception EntityTooLarge(long maxLength) =>
        new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", ("MaxSizeAllowed", Text(maxLength)));

    public static S3Exception EntityTooSmall(UploadedPart part, long minLength) =>
        new(
            400,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed size",
            ("ProposedSize", Text(part.Content.Length)),
            ("MinSizeAllowed", Text(minLength)),
            ("PartNumber", Text(part.Number)),
            ("ETag", part.ETag)
        );

    public static S3Exception HeadersNotSigned(IEnumerable<string> names) =>
        new(
            403,
            "AccessDenied",
            "There were headers present in the request which were not signed",
            ("HeadersNotSigned", string.Join(", ", names))
        );

    public static S3Exception IncompleteBody(string message = "The request body terminated unexpectedly") =>
        new(400, "IncompleteBody", message);

    public static S3Exception InvalidAccessKeyId(string accessKeyId) =>
        new(
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            ("AWSAccessKeyId", accessKeyId)
        );

    public static S3Exception InvalidArgument(string message, string name, string? value) =>
        new(400, "InvalidArgument", message, ("ArgumentName", name), ("ArgumentValue", value ?? "null"));

    public static S3Exception InvalidBucketName(string bucket) =>
        new(400, "InvalidBucketName", "The specified bucket is not valid.", ("BucketName", bucket));

    public static S3Exception InvalidChunkLength(int chunk, long length) =>
        new(
            403,
            "InvalidChunkSizeError",
            "Only the last chunk is allowed to have a size less than 8192 bytes",
            ("Chunk", Text(chunk)),
            ("BadChunkSize", Text(length))
        );

    public static S3Exception InvalidDigest(string contentMd5) =>
        new(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", ("Content-MD5", contentMd5));

    public static S3Exception InvalidPart(string uploadId, int partNumber, string eTag) =>
        new(
            400,
            "InvalidPart",
            "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
            ("UploadId", uploadId),
            ("PartNumber", Text(partNumber)),
            ("ETag", eTag)
        );

    public static S3Exception InvalidPartOrder(string uploadId) =>
        new(
            400,
            "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number.",
            ("UploadId", uploadId)
        );

    public static S3Exception InvalidRange(string range, long objectLength) =>
        new(
            416,
            "InvalidRange",
            "The requested range is not satisfiable",
            ("RangeRequested", range),
            ("ActualObjectSize", Text(objectLength))
        );

    public static S3Exception InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static S3Exception InvalidStorageClass() => new(400, "InvalidStorageClass", "The storage class you specified is not valid");

    public static S3Exception InvalidTag() => new(400, "InvalidTag", "The TagKey or TagValue you have provided is invalid");

    public static S3Exception InvalidToken() => new(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");

    public static S3Exception InvalidUri() => new(400, "InvalidURI", "Couldn't parse the specified URI.");

    public static S3Exception KeyTooLong(int length, int maxLength) =>
        new(400, "KeyTooLongError", "Your key is too long", ("Size", Text(length)), ("MaxSizeAllowed", Text(maxLength)));

    public static S3Exception MalformedTrailer() =>
        new(
            400,
            "MalformedTrailerError",
            "The request contained trailing data that was not well-formed or did not conform to our published schema."
        );

    public static S3Exception MalformedXml() =>
        new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static S3Exception MetadataTooLarge(int length, int maxLength) =>
        new(
            400,
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
            ("Size", Text(length)),
            ("MaxSizeAllowed", Text(maxLength))
        );

    public static S3Exception MissingContentLength() =>
        new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static S3Exception NoSuchBucket(string bucket) =>
        new(404, "NoSuchBucket", "The specified bucket does not exist", ("BucketName", bucket));

    public static S3Exception NoSuchKey(string key) => new(404, "NoSuchKey", "The specified key does not exist.", ("Key", key));

    public static S3Exception NoSuchUpload(string uploadId) =>
        new(
            404,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
            ("UploadId", uploadId)
        );

    public static S3Exception NoSuchVersion(string key, string version) =>
        new(404, "NoSuchVersion", "The specified version does not exist.", ("Key", key), ("VersionId", version));

    public static S3Exception NotImplemented(string what) => new(501, "NotImplemented", $"LocalS3 does not implement {what}.");

    public static S3Exception PreconditionFailed(string condition) =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", ("Condition", condition));

    public static S3Exception RequestTimeTooSkewed() =>
        new(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large.");

    public static S3Exception SignatureDoesNotMatch(AuthorizationHeader authorization, string stringToSign, string canonicalRequest) =>
        new(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
            ("AWSAccessKeyId", authorization.AccessKeyId),
            ("StringToSign", stringToSign),
            ("SignatureProvided", authorization.Signature),
            ("CanonicalRequest", canonicalRequest)
        );

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
