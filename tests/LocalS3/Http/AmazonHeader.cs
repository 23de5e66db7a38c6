namespace LocalS3;

/// <summary>Names of the headers that are S3's own.</summary>
static class AmazonHeader
{
    public const string Prefix = "x-amz-";
    public const string MetadataPrefix = "x-amz-meta-";

    public const string ApiVersion = "x-amz-api-version";
    public const string BucketKeyEnabled = "x-amz-server-side-encryption-bucket-key-enabled";
    public const string BucketRegion = "x-amz-bucket-region";
    public const string ChecksumAlgorithm = "x-amz-checksum-algorithm";
    public const string ChecksumMode = "x-amz-checksum-mode";
    public const string ChecksumType = "x-amz-checksum-type";
    public const string ContentSha256 = "x-amz-content-sha256";
    public const string CopySource = "x-amz-copy-source";
    public const string CopySourceIfMatch = "x-amz-copy-source-if-match";
    public const string CopySourceRange = "x-amz-copy-source-range";
    public const string Date = "x-amz-date";
    public const string DecodedContentLength = "x-amz-decoded-content-length";
    public const string ExpectedBucketOwner = "x-amz-expected-bucket-owner";
    public const string ExpectedSourceOwner = "x-amz-source-expected-bucket-owner";
    public const string KmsKeyId = "x-amz-server-side-encryption-aws-kms-key-id";
    public const string MetadataDirective = "x-amz-metadata-directive";
    public const string ObjectLength = "x-amz-mp-object-size";
    public const string RequestPayer = "x-amz-request-payer";
    public const string RequestId = "x-amz-request-id";
    public const string SdkChecksumAlgorithm = "x-amz-sdk-checksum-algorithm";
    public const string SecurityToken = "x-amz-security-token";
    public const string ServerSideEncryption = "x-amz-server-side-encryption";
    public const string StorageClass = "x-amz-storage-class";
    public const string Tagging = "x-amz-tagging";
    public const string TaggingCount = "x-amz-tagging-count";
    public const string Trailer = "x-amz-trailer";
    public const string UserAgent = "x-amz-user-agent";

    /// <summary>Those that decide, with the operation, which permissions a request needs.</summary>
    public static readonly string[] OfPermissions =
    [
        "if-match",
        BucketKeyEnabled,
        ChecksumMode,
        CopySource,
        ExpectedSourceOwner,
        KmsKeyId,
        ServerSideEncryption,
        Tagging,
    ];

    public static bool IsAmazon(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    public static bool IsMetadata(string name) => name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase);
}
