namespace RedshiftEncryption.Storage;

/// <summary>Determines the partition of a region, which ARNs contain (AWS General Reference, "Amazon Resource Names").</summary>
internal static class AwsPartition
{
    /// <summary>The partitions by the beginning of their regions' names.</summary>
    static readonly (string Prefix, string Partition)[] Partitions =
    [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];

    /// <summary>Gets the partition of a region; <c>aws</c> for one that is not known.</summary>
    public static string Of(string region) =>
        Array.Find(Partitions, known => region.StartsWith(known.Prefix, StringComparison.OrdinalIgnoreCase)).Partition ?? "aws";

    /// <summary>Gets the ARN of an object in a bucket. The key is literal.</summary>
    public static string ObjectArn(S3Address address, string region) => $"arn:{Of(region)}:s3:::{address.BucketName}/{address.Key}";
}
