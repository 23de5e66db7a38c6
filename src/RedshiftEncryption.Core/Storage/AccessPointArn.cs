using System.Text.RegularExpressions;

namespace RedshiftEncryption.Storage;

/// <summary>
/// Recognizes the ARN of an access point, which S3 accepts in place of a bucket name. Unlike a bucket name, it can
/// contain slashes.
/// </summary>
internal static class AccessPointArn
{
    static readonly Regex Form = new(
        @"^arn:aws[a-z-]*:s3(-outposts|-object-lambda)?:[a-z0-9-]*:[0-9]{12}:"
            + @"(outpost[:/][A-Za-z0-9-]+[:/])?accesspoint[:/][A-Za-z0-9.-]+(?=/|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    public static bool IsOne(string bucketName) => Leading(bucketName)?.Length == bucketName.Length;

    /// <summary>Gets the ARN at the start of a text, up to its end or the slash before a key; null for none.</summary>
    public static string? Leading(string text) => Form.Match(text) is { Success: true } match ? match.Value : null;
}
