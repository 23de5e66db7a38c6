using System.Text.RegularExpressions;

namespace RedshiftEncryption.Storage;

/// <summary>
/// The ARN of an access point, which S3 takes in place of a bucket's name. It may hold slashes, where bucket names have
/// none.
/// </summary>
internal static class AccessPointArn
{
    static readonly Regex Form = new(
        @"^arn:aws[a-z-]*:s3(-outposts|-object-lambda)?:[a-z0-9-]*:[0-9]{12}:(outpost[:/][A-Za-z0-9-]+[:/])?accesspoint[:/][A-Za-z0-9.-]+(?=/|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    public static bool IsOne(string bucketName) => Leading(bucketName)?.Length == bucketName.Length;

    /// <summary>The ARN that a text begins with, up to its end or the slash before a key; null for none.</summary>
    public static string? Leading(string text) => Form.Match(text) is { Success: true } match ? match.Value : null;
}
