using System.Security.Cryptography;

namespace RedshiftEncryption.Integration.Responses;

/// <summary>An object of the scripted server.</summary>
internal sealed record StoredContent(byte[] Bytes, string ETag, IReadOnlyDictionary<string, string> Headers)
{
    public static string Md5(byte[] bytes)
    {
#pragma warning disable CA5351 // S3's own way to name an object
        return Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
    }
}
