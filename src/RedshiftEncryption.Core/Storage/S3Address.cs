using System.Diagnostics.CodeAnalysis;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Storage;

/// <summary>The address of an object, or of the keys that begin alike. Keys are taken literally: an S3 URI has no escapes.</summary>
/// <param name="BucketName">The bucket, or an access point's ARN or alias.</param>
/// <param name="Key">The whole key, as S3 has it: no leading slash is added or removed. Empty for the bucket.</param>
/// <param name="VersionId">One version; null for the current one.</param>
internal sealed record S3Address(string BucketName, string Key, string? VersionId = null)
{
    /// <summary>What every S3 URI begins with.</summary>
    public const string Scheme = "s3://";

    /// <summary>The S3 URI as a value: for error targets, statements and manifests, and to tell objects apart.</summary>
    public string Uri => $"{Scheme}{BucketName}/{Key}";

    /// <summary>Whether a text is meant as an S3 URI.</summary>
    public static bool IsUri(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an S3 URI.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
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

    /// <summary>False where <see cref="Parse"/> throws.</summary>
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

    /// <summary>An address whose bucket's name is checked.</summary>
    /// <exception cref="FormatException">The bucket's name cannot be one.</exception>
    public static S3Address Create(string bucketName, string key) =>
        IsBucketName(bucketName) ? new S3Address(bucketName, key) : throw new FormatException(NotABucketName(bucketName));

    /// <summary>Whether it can be a bucket's name, or an access point's alias or ARN.</summary>
    public static bool IsBucketName(string text) => (text.Length > 0 && text.All(IsBucketCharacter)) || AccessPointArn.IsOne(text);

    /// <summary>Why it is not one.</summary>
    public static string NotABucketName(string text) =>
        $"'{text}' is not a bucket name. A bucket name contains letters, digits, hyphens and periods.";

    /// <summary>The S3 URI as it is shown, with control characters escaped.</summary>
    public override string ToString() => VisibleText.Of(Uri);

    static bool IsBucketCharacter(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_';
}
