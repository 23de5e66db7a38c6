using System.Security.Cryptography;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Creates the user metadata that shows whether a file is still the content of a client-side encrypted object, without
/// reading the object: an HMAC-SHA-256 of the file's SHA-256. Its key derives from the object's data key: without
/// the root key it cannot be compared with a guess, equal files have different stamps, and it survives a rotation of the root key.
/// </summary>
internal static class ContentStamp
{
    /// <summary>The name of the user metadata, without the <c>x-amz-meta-</c> prefix.</summary>
    public const string Field = "redshift-encryption-stamp";

    const string Version = "v1:";

    const string Purpose = "RedshiftEncryption content stamp v1";

    /// <param name="dataKey">The data key of the object.</param>
    /// <param name="contentHash">The SHA-256 of the source, before compression: 32 bytes.</param>
    public static string Of(DataKey dataKey, byte[] contentHash)
    {
        using var key = dataKey.Derive(Purpose);
        using var stamp = new HMACSHA256(key.Array);
        return Version + Convert.ToBase64String(stamp.ComputeHash(contentHash));
    }
}
