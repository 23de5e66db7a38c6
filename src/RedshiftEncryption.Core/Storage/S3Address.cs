using System.Diagnostics.CodeAnalysis;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Storage;

/// <summary>Represents the address of an object or of a key prefix. Keys are literal: an S3 URI has no escapes.</summary>
/// <param name="BucketName">The bucket, or an access point's ARN or alias.</param>
/// <param name="Key">The whole key as in S3, without adding or removing a leading slash. Empty for the bucket.</param>
/// <param name="VersionId">The version; null for the current one.</param>
internal sealed record S3Address(string BucketName, string Key, string? VersionId = null)
{
    /// <summary>The prefix of every S3 URI.</summary>
    public const string Scheme = "s3://";

    /// <summary>The version ID of an object that was written when its bucket had no versioning.</summary>
    public const string NullVersion = "null";

    /// <summary>What names a directory bucket: the ends of its name and of its access points' names, and its service in ARNs.</summary>
    static readonly string[] DirectoryBuckets = ["--x-s3", "--xa-s3", ":s3express:"];

    /// <summary>Gets the unescaped S3 URI, for error targets, statements, manifests and comparisons.</summary>
    public string Uri => $"{Scheme}{BucketName}/{Key}";

    /// <summary>Returns whether a text is intended as an S3 URI.</summary>
    public static bool IsUri(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Parses an S3 URI.</summary>
    /// <exception cref="FormatException">The text is not a valid S3 URI.</exception>
    public static S3Address Parse(string text)
    {
        if (!IsUri(text))
            throw new FormatException($"'{text}' is not a valid S3 URI. Expected s3://bucket/key.");
        var rest = text.Substring(Scheme.Length);
        if (AccessPointArn.Leading(rest) is { } arn)
            return new S3Address(arn, rest.Length > arn.Length ? rest.Substring(arn.Length + 1) : "");
        var slash = rest.IndexOf('/');
        return slash < 0 ? Create(rest, "") : Create(rest.Substring(0, slash), rest.Substring(slash + 1));
    }

    /// <summary>Parses an S3 URI; returns false where <see cref="Parse"/> throws.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out S3Address? address)
    {
        address = null;
        try
        {
            address = Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Creates an address after checking the bucket name.</summary>
    /// <exception cref="FormatException">The text is not a bucket name.</exception>
    public static S3Address Create(string bucketName, string key) =>
        IsBucketName(bucketName) ? new S3Address(bucketName, key) : throw new FormatException(NotABucketName(bucketName));

    /// <summary>Returns whether a text can be a bucket name, or the alias or ARN of an access point.</summary>
    public static bool IsBucketName(string text) =>
        !IsDirectoryBucket(text) && ((text.Length > 0 && text.All(IsBucketCharacter)) || AccessPointArn.IsOne(text));

    /// <summary>Gets the error message for a text that is not a bucket name.</summary>
    public static string NotABucketName(string text) =>
        IsDirectoryBucket(text)
            ? $"'{text}' is a directory bucket (S3 Express One Zone), which COPY does not read and whose listings are not in the "
                + "order that this module needs. Use a general purpose bucket."
            : $"'{text}' is not a bucket name. A bucket name contains letters, digits, hyphens and periods.";

    /// <summary>Returns whether a text names a directory bucket, or an access point of one.</summary>
    static bool IsDirectoryBucket(string text) => Array.Exists(DirectoryBuckets, mark => text.IndexOf(mark, StringComparison.Ordinal) > 0);

    /// <summary>Returns the S3 URI for display, with control characters escaped.</summary>
    public override string ToString() => VisibleText.Of(Uri);

    static bool IsBucketCharacter(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_';
}
