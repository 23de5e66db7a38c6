using RedshiftEncryption.Text;

namespace RedshiftEncryption.Storage;

/// <summary>Where an object is.</summary>
/// <param name="BucketName">The bucket, or an access point's ARN or alias.</param>
/// <param name="Key">The whole key, as S3 has it: no leading slash is added or taken away.</param>
/// <param name="VersionId">One version, or null for the current one.</param>
internal sealed record ObjectAddress(string BucketName, string Key, string? VersionId = null)
{
    /// <summary>The S3 URI as a value: for error targets, and to tell objects apart.</summary>
    public string Uri => $"s3://{BucketName}/{Key}";

    /// <summary>The S3 URI as it is shown.</summary>
    public override string ToString() => VisibleText.Of(Uri);
}
