using System.Diagnostics.CodeAnalysis;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Redshift.Sql;

/// <summary>An S3 URI: the bucket, or an access point's alias or ARN, and a key or the beginning of keys, taken literally, with no escapes.</summary>
internal sealed record S3Uri(string BucketName, string Key)
{
    const string Scheme = "s3://";

    /// <summary>Whether a text is meant for one.</summary>
    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InvalidCopyOptionException">It is no S3 URI.</exception>
    public static S3Uri Parse(string text)
    {
        if (!IsOne(text))
            throw new InvalidCopyOptionException($"'{text}' is no S3 URI; one looks like s3://bucket/key.");
        var rest = text.Substring(Scheme.Length);
        if (AccessPointArn.Leading(rest) is { } arn)
            return new S3Uri(arn, rest.Length > arn.Length ? rest.Substring(arn.Length + 1) : "");
        var slash = rest.IndexOf('/');
        return slash < 0 ? Create(rest, "") : Create(rest.Substring(0, slash), rest.Substring(slash + 1));
    }

    /// <summary>False where <see cref="Parse"/> throws.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out S3Uri? uri)
    {
        uri = null;
        try
        {
            uri = Parse(text);
            return true;
        }
        catch (InvalidCopyOptionException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidCopyOptionException">The bucket's name cannot be one.</exception>
    public static S3Uri Create(string bucketName, string key) =>
        IsBucketName(bucketName)
            ? new S3Uri(bucketName, key)
            : throw new InvalidCopyOptionException(NotABucketName(bucketName));

    /// <summary>Whether it can be a bucket's name, or an access point's alias or ARN.</summary>
    public static bool IsBucketName(string text) => (text.Length > 0 && text.All(IsBucketCharacter)) || AccessPointArn.IsOne(text);

    /// <summary>Why it is none.</summary>
    public static string NotABucketName(string text) => $"'{text}' is not a bucket name. A bucket name has letters, digits, hyphens and dots.";

    /// <summary>The URI where Redshift is to read it: that knows access points by their aliases alone.</summary>
    /// <exception cref="InvalidCopyOptionException">The bucket is named by an ARN.</exception>
    public string ForRedshift() => AccessPointArn.IsOne(BucketName)
        ? throw new InvalidCopyOptionException($"{this} names an access point by its ARN, which Redshift does not read. Give its alias (it ends in -s3alias), or the bucket.")
        : ToString();

    public override string ToString() => $"{Scheme}{BucketName}/{Key}";

    static bool IsBucketCharacter(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_';
}
