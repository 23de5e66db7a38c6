using RedshiftEncryption.Cipher;

namespace RedshiftEncryption.Transfer;

/// <summary>Computes part sizes within S3's limits.</summary>
internal static class PartSize
{
    const long MiB = 1024 * 1024;

    /// <summary>The default part size in bytes; a content up to this size is sent with PutObject.</summary>
    public const int Default = (int)(8 * MiB);

    /// <summary>S3's minimum size of all parts except the last, in bytes.</summary>
    public const int Minimum = (int)(5 * MiB);

    /// <summary>
    /// The maximum part size in bytes. A part is one array, far below the size limit of arrays; S3 itself accepts 5
    /// GiB.
    /// </summary>
    public const int Maximum = (int)(1024 * MiB);

    /// <summary>S3's maximum number of parts per object.</summary>
    public const int MaximumParts = 10_000;

    /// <summary>S3's largest object, in bytes: 5 TiB.</summary>
    public const long MaximumContentLength = 5 * 1024 * 1024 * MiB;

    /// <summary>
    /// Gets the part size in bytes: the requested one, or the smallest number of whole MiB for which 10,000 parts are
    /// enough.
    /// </summary>
    /// <param name="contentLength">The object's length in bytes.</param>
    /// <param name="asked">The requested size in bytes; rounded up to whole blocks of the cipher.</param>
    /// <exception cref="SourceTooLargeException">S3 does not support objects of this length.</exception>
    public static int For(long contentLength, int asked = Default)
    {
        if (contentLength > MaximumContentLength)
            throw new SourceTooLargeException(contentLength);
        var least = (contentLength + MaximumParts - 1) / MaximumParts;
        var blocks = (asked + CbcContent.BlockLength - 1) / CbcContent.BlockLength * CbcContent.BlockLength;
        return least <= blocks ? blocks : (int)((least + MiB - 1) / MiB * MiB);
    }
}
