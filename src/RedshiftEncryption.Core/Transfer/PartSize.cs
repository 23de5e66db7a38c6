using RedshiftEncryption.Cipher;

namespace RedshiftEncryption.Transfer;

/// <summary>How an object is cut into parts within S3's limits.</summary>
internal static class PartSize
{
    const long MiB = 1024 * 1024;

    /// <summary>In bytes; a content no longer than this is one PutObject.</summary>
    public const int Default = (int)(8 * MiB);

    /// <summary>S3's least size of every part but the last, in bytes.</summary>
    public const int Minimum = (int)(5 * MiB);

    /// <summary>In bytes: a part is one array, far below what one can hold; S3 itself takes 5 GiB.</summary>
    public const int Maximum = (int)(1024 * MiB);

    /// <summary>S3's largest number of parts an object.</summary>
    public const int MaximumParts = 10_000;

    /// <summary>S3's largest object, in bytes: 5 TiB.</summary>
    public const long MaximumContentLength = 5 * 1024 * 1024 * MiB;

    /// <summary>The part size in bytes: what was asked for, or the least whole MiB for which 10,000 parts suffice.</summary>
    /// <param name="contentLength">The object's length in bytes.</param>
    /// <param name="asked">In bytes; rounded up to whole blocks of the cipher.</param>
    /// <exception cref="SourceTooLargeException">S3 has no object of this length.</exception>
    public static int For(long contentLength, int asked = Default)
    {
        if (contentLength > MaximumContentLength)
            throw new SourceTooLargeException(contentLength);
        var least = (contentLength + MaximumParts - 1) / MaximumParts;
        var blocks = (asked + CbcContent.BlockLength - 1) / CbcContent.BlockLength * CbcContent.BlockLength;
        return least <= blocks ? blocks : (int)((least + MiB - 1) / MiB * MiB);
    }
}
