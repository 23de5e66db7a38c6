using System.Net;

namespace LocalS3;

/// <summary>
/// All operations that the server knows. It is also what keeps the server honest: a parameter or a header of S3's that
/// an operation does not list causes a 501 response and is never ignored (DELETE /bucket?policy must not delete the bucket).
/// </summary>
static class OperationTable
{
    public static readonly Operation Unknown = new("Unknown", "", ResourceLevel.Service);

    static readonly string[] CommonHeaders =
    [
        AmazonHeader.ApiVersion,
        AmazonHeader.ContentSha256,
        AmazonHeader.Date,
        AmazonHeader.DecodedContentLength,
        AmazonHeader.ExpectedBucketOwner,
        AmazonHeader.RequestPayer,
        AmazonHeader.SdkChecksumAlgorithm,
        AmazonHeader.Trailer,
        AmazonHeader.SecurityToken,
        AmazonHeader.UserAgent,
        .. ChecksumAlgorithm.All.Select(algorithm => algorithm.HeaderName),
    ];

    /// <summary>Headers that change the outcome though they are not S3's own.</summary>
    static readonly string[] Conditions = ["If-Match", "If-Modified-Since", "If-None-Match", "If-Unmodified-Since"];

    static readonly string[] WriteConditions = ["If-Match", "If-None-Match"];
    static readonly string[] Encryption = [AmazonHeader.ServerSideEncryption, AmazonHeader.KmsKeyId, AmazonHeader.BucketKeyEnabled];
    static readonly string[] Metadata = [AmazonHeader.MetadataPrefix, AmazonHeader.StorageClass];
    static readonly string[] CopyHeaders = [AmazonHeader.CopySource, AmazonHeader.CopySourceIfMatch, AmazonHeader.ExpectedSourceOwner];

    /// <summary>Of operations with the same method and level the first that fits is meant: those with a selector come first.</summary>
    static readonly Operation[] All =
    [
        new("ListBuckets", "GET", ResourceLevel.Service, ListBuckets.HandleAsync),
        new("CreateBucket", "PUT", ResourceLevel.Bucket, CreateBucket.HandleAsync),
        new("HeadBucket", "HEAD", ResourceLevel.Bucket, HeadBucket.HandleAsync),
        new("DeleteBucket", "DELETE", ResourceLevel.Bucket, DeleteBucket.HandleAsync),
        new("DeleteObjects", "POST", ResourceLevel.Bucket) { Selector = "delete", Parameters = ["delete"] },
        new("GetBucketLocation", "GET", ResourceLevel.Bucket, GetBucketLocation.HandleAsync)
        {
            Selector = "location",
            Parameters = ["location"],
        },
        new("GetBucketVersioning", "GET", ResourceLevel.Bucket) { Selector = "versioning", Parameters = ["versioning"] },
        new("GetBucketEncryption", "GET", ResourceLevel.Bucket) { Selector = "encryption", Parameters = ["encryption"] },
        new("ListObjectVersions", "GET", ResourceLevel.Bucket)
        {
            Selector = "versions",
            Parameters = ["versions", "delimiter", "encoding-type", "key-marker", "max-keys", "prefix", "version-id-marker"],
        },
        new("ListMultipartUploads", "GET", ResourceLevel.Bucket, ListMultipartUploads.HandleAsync)
        {
            Selector = "uploads",
            Parameters = ["uploads", "encoding-type", "key-marker", "max-uploads", "prefix", "upload-id-marker"],
        },
        new("ListObjectsV2", "GET", ResourceLevel.Bucket, ListObjectsV2.HandleAsync)
        {
            Selector = "list-type",
            Parameters = ["list-type", "continuation-token", "delimiter", "encoding-type", "max-keys", "prefix", "start-after"],
        },
        new("ListObjects", "GET", ResourceLevel.Bucket) { Parameters = ["delimiter", "encoding-type", "marker", "max-keys", "prefix"] },
        new("CopyObject", "PUT", ResourceLevel.Object, CopyObject.HandleAsync)
        {
            Selector = AmazonHeader.CopySource,
            Headers = [.. CopyHeaders, .. Encryption, .. Metadata, AmazonHeader.MetadataDirective],
        },
        new("UploadPartCopy", "PUT", ResourceLevel.Object, UploadPartCopy.HandleAsync)
        {
            Selector = AmazonHeader.CopySource,
            Parameters = ["partNumber", "uploadId"],
            Headers = [.. CopyHeaders, AmazonHeader.CopySourceRange],
        },
        new("UploadPart", "PUT", ResourceLevel.Object, UploadPart.HandleAsync)
        {
            Selector = "uploadId",
            Parameters = ["partNumber", "uploadId"],
        },
        new("PutObjectTagging", "PUT", ResourceLevel.Object) { Selector = "tagging", Parameters = ["tagging"] },
        new("PutObject", "PUT", ResourceLevel.Object, PutObject.HandleAsync)
        {
            Headers = [.. WriteConditions, .. Encryption, .. Metadata, AmazonHeader.Tagging],
        },
        new("ListParts", "GET", ResourceLevel.Object, ListParts.HandleAsync)
        {
            Selector = "uploadId",
            Parameters = ["uploadId", "max-parts", "part-number-marker"],
        },
        new("GetObjectAttributes", "GET", ResourceLevel.Object) { Selector = "attributes", Parameters = ["attributes"] },
        new("GetObjectTagging", "GET", ResourceLevel.Object, GetObjectTagging.HandleAsync)
        {
            Selector = "tagging",
            Parameters = ["tagging", "versionId"],
        },
        new("GetObject", "GET", ResourceLevel.Object, GetObject.HandleAsync)
        {
            Parameters = ["versionId"],
            Headers = [.. Conditions, AmazonHeader.ChecksumMode],
        },
        new("HeadObject", "HEAD", ResourceLevel.Object, GetObject.HandleAsync)
        {
            Parameters = ["versionId"],
            Headers = [.. Conditions, AmazonHeader.ChecksumMode],
        },
        new("AbortMultipartUpload", "DELETE", ResourceLevel.Object, AbortMultipartUpload.HandleAsync)
        {
            Selector = "uploadId",
            Parameters = ["uploadId"],
        },
        new("DeleteObject", "DELETE", ResourceLevel.Object, DeleteObject.HandleAsync),
        new("CreateMultipartUpload", "POST", ResourceLevel.Object, CreateMultipartUpload.HandleAsync)
        {
            Selector = "uploads",
            Parameters = ["uploads"],
            Headers = [.. Encryption, .. Metadata, AmazonHeader.ChecksumAlgorithm, AmazonHeader.ChecksumType, AmazonHeader.Tagging],
        },
        new("CompleteMultipartUpload", "POST", ResourceLevel.Object, CompleteMultipartUpload.HandleAsync)
        {
            Selector = "uploadId",
            Parameters = ["uploadId"],
            Headers = [.. WriteConditions, AmazonHeader.ChecksumType, AmazonHeader.ObjectLength],
        },
    ];

    public static bool IsKnown(string name) =>
        KmsStub.IsKnown(name) || All.Append(Unknown).Any(operation => operation.Name.Equals(name, StringComparison.Ordinal));

    public static Operation Resolve(HttpRequest request, RequestTarget target) =>
        KmsStub.Find(request)
        ?? All.FirstOrDefault(operation =>
            operation.Method.Equals(request.Method, StringComparison.Ordinal)
            && operation.Level == target.Level
            && (operation.Selector is null || target.Query.Contains(operation.Selector) || request.Headers.ContainsKey(operation.Selector))
            // Clients add x-id, the operation's name, for the sake of logs.
            && target.Query.Names.All(name => name is "x-id" || operation.Parameters.Contains(name))
        )
        ?? Unknown;

    /// <exception cref="S3Exception">The request asks for something that its operation would not do.</exception>
    public static void CheckImplemented(Operation operation, HttpRequest request)
    {
        if (operation.Handler is null)
            throw Refusal.NotImplemented(operation == Unknown ? "this method with these query parameters" : operation.Name);
        if (request.Host.Host.Contains('.', StringComparison.Ordinal) && !IPAddress.TryParse(request.Host.Host, out _))
            throw Refusal.NotImplemented("virtual-hosted-style addresses; use path style");
        foreach (var name in request.Headers.Keys)
        {
            if (!AmazonHeader.IsAmazon(name) && !Conditions.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            var listed = AmazonHeader.IsMetadata(name) ? AmazonHeader.MetadataPrefix : name;
            if (
                !CommonHeaders.Contains(listed, StringComparer.OrdinalIgnoreCase)
                && !operation.Headers.Contains(listed, StringComparer.OrdinalIgnoreCase)
            )
                throw Refusal.NotImplemented($"the header {name} of {operation.Name}");
        }
    }
}
