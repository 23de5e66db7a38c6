namespace RedshiftEncryption.Storage;

/// <summary>Reads the ARNs of buckets, such as <c>arn:aws:s3:::name</c>, of any partition.</summary>
internal static class BucketArn
{
    const string Start = "arn:";
    const string Service = ":s3:::";

    /// <summary>Returns whether a text is intended as an ARN, of a bucket or of something else.</summary>
    public static bool IsArn(string text) => text.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>Gets the name in the ARN of a bucket, which is not checked; null for any other text.</summary>
    public static string? NameIn(string text)
    {
        var start = IsArn(text) ? text.IndexOf(Service, StringComparison.Ordinal) : -1;
        return start < 0 ? null : text.Substring(start + Service.Length);
    }
}
