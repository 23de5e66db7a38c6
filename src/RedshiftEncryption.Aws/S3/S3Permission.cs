using System.Text.RegularExpressions;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Aws.S3;

/// <summary>Names the permission that a denied request needed.</summary>
internal static class S3Permission
{
    /// <summary>
    /// Matches the action in AWS's message: <c>is not authorized to perform: kms:Decrypt on resource: ...</c>.
    /// </summary>
    static readonly Regex Performed = new(
        "perform: (?<action>[a-z0-9-]+:[A-Za-z]+)",
        RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    /// <param name="operation">The method of <see cref="S3ObjectStore"/> that sent the request.</param>
    /// <param name="address">The object.</param>
    /// <param name="message">The server's message.</param>
    public static string Needed(string? operation, S3Address address, string? message)
    {
        if (message is not null && Performed.Match(message) is { Success: true } match)
            return $"The credentials need the permission {match.Groups["action"].Value}.";
        return Action(operation, address.VersionId is null ? "" : "Version") is { } action
            ? $"The credentials need the permission {action}, or the bucket's or the KMS key's policy denies it."
            : "The credentials lack a permission, or the bucket's or the KMS key's policy denies it.";
    }

    static string? Action(string? operation, string version) =>
        operation switch
        {
            "PutOnceAsync" or "StartUploadAsync" or "UploadPartAsync" or "CompleteOnceAsync" => "s3:PutObject",
            "AbortUploadAsync" => "s3:AbortMultipartUpload",
            "ListPartsOnceAsync" => "s3:ListMultipartUploadParts",
            "ListUploadsAsync" => "s3:ListBucketMultipartUploads",
            "GetAsync" or "DescribeAsync" => $"s3:GetObject{version}",
            "CopyAsync" or "CopyPartAsync" => "s3:PutObject and, on the source, s3:GetObject",
            "GetTagsAsync" => $"s3:GetObject{version}Tagging",
            "SetTagsAsync" => $"s3:PutObject{version}Tagging",
            "PageAsync" or "ListLevelAsync" => "s3:ListBucket",
            "ListBucketsAsync" => "s3:ListAllMyBuckets",
            _ => null,
        };
}
