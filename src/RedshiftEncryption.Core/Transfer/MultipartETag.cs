using System.Globalization;
using System.Security.Cryptography;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Computes the ETag that S3 assigns to an object of several parts: the MD5 of the parts' ETags, and their number.
/// </summary>
internal static class MultipartETag
{
    /// <returns>Null if the ETag of a part is missing or is not an MD5.</returns>
    public static string? Of(IReadOnlyCollection<UploadedPart> parts)
    {
        var tags = new byte[parts.Count * 16];
        var offset = 0;
        foreach (var part in parts)
        {
            if (EntityTag.Read(part.ETag) is not { Length: 32 } text)
                return null;
            for (var i = 0; i < text.Length; i += 2)
            {
                if (!byte.TryParse(text.AsSpan(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out tags[offset++]))
                    return null;
            }
        }
#pragma warning disable CA5351, CA1850 // S3's own way to name an object; .NET Standard has no static method
        using var md5 = MD5.Create();
        var hash = md5.ComputeHash(tags);
#pragma warning restore CA5351, CA1850
        return Hexadecimal.Of(hash) + $"-{parts.Count.ToString(CultureInfo.InvariantCulture)}";
    }
}
