using System.Security.Cryptography;

namespace LocalS3;

/// <summary>Entity tags in S3's forms, with their quotes.</summary>
static class ETag
{
    /// <summary>Of an object or a part that came in one request.</summary>
    /// <param name="body">What came in.</param>
    /// <param name="encryption">With KMS keys S3's ETag is not an MD5, and clients must not take it for one.</param>
    public static string Of(ReceivedBody body, ServerSideEncryption encryption)
    {
        // A client compares a bare 32-digit ETag with the MD5 that it computed; a number of parts keeps it from that.
        if (body.Md5 is null)
            return Opaque("-1");
        return encryption.UsesKmsKey ? Opaque("") : Quote(body.Md5);
    }

    /// <summary>Of an object that was copied as a whole.</summary>
    public static string Of(Content content, ServerSideEncryption encryption) =>
        encryption.UsesKmsKey ? Opaque("")
        : content.Md5() is { } md5 ? Quote(md5)
        : Opaque("-1");

    /// <summary>Creates the ETag of a copied part. Gigabytes that were not sent are not hashed.</summary>
    public static string Made() => Opaque("");

    /// <summary>Of an object in parts: the MD5 of the parts' MD5s, and how many they are.</summary>
    public static string Of(IReadOnlyCollection<UploadedPart> parts, ServerSideEncryption encryption)
    {
        if (encryption.UsesKmsKey || parts.Any(part => part.Md5 is null))
            return Opaque($"-{parts.Count}");
#pragma warning disable CA5351 // The format is S3's.
        var digest = MD5.HashData(parts.SelectMany(part => part.Md5!).ToArray());
#pragma warning restore CA5351
        return Quote(digest, $"-{parts.Count}");
    }

    /// <summary>Whether a tag in a request means a stored one; clients leave the quotes out at times.</summary>
    public static bool Matches(string requested, string stored) =>
        requested.AsSpan().Trim().Trim('"').SequenceEqual(stored.AsSpan().Trim('"'));

    static string Opaque(string suffix) => Quote(RandomNumberGenerator.GetBytes(16), suffix);

    static string Quote(byte[] digest, string suffix = "") => $"\"{Convert.ToHexStringLower(digest)}{suffix}\"";
}
