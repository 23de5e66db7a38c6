namespace RedshiftEncryption;

/// <summary>How an object is cut into parts within S3's limits.</summary>
internal static class PartSize
{
    const long MiB = 1024 * 1024;

    /// <summary>The least part size used, in bytes; a content no longer than this is one PutObject.</summary>
    public const long Default = 8 * MiB;

    /// <summary>S3's largest number of parts an object.</summary>
    public const int MaximumParts = 10_000;

    /// <summary>S3's largest object, in bytes: 5 TiB.</summary>
    public const long MaximumContentLength = 5 * 1024 * 1024 * MiB;

    /// <summary>The part size in bytes, whole MiB, so that 10,000 parts suffice.</summary>
    /// <param name="contentLength">The object's length in bytes.</param>
    /// <exception cref="SourceTooLargeException">S3 has no object of this length.</exception>
    public static int For(long contentLength)
    {
        if (contentLength > MaximumContentLength)
            throw new SourceTooLargeException(contentLength);
        var least = (contentLength + MaximumParts - 1) / MaximumParts;
        return (int)Math.Max(Default, (least + MiB - 1) / MiB * MiB);
    }
}
