using System.Security.Cryptography;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Transfer;

/// <summary>Contains the properties that identify a written content.</summary>
/// <param name="Length">The length in bytes; null if it is not known.</param>
/// <param name="ETag">Computes the ETag that S3 assigns to it without KMS; null if it is not known. Called only if
/// needed.</param>
/// <param name="Crc32C">The checksum; null if none was sent.</param>
internal sealed record WrittenContent(long? Length, Func<string?> ETag, uint? Crc32C)
{
    /// <summary>Describes a content that one request writes.</summary>
    public static WrittenContent Of(ArraySegment<byte> content, uint? crc32C) => new(content.Count, () => Md5(content), crc32C);

    /// <summary>Gets a description of a copied content, which is identified by its new envelope alone.</summary>
    public static WrittenContent OfCopy { get; } = new(Length: null, static () => null, Crc32C: null);

    /// <summary>Describes a content that is written in parts.</summary>
    public static WrittenContent Of(IReadOnlyCollection<UploadedPart> parts, uint? crc32C) =>
        new(parts.Sum(static part => part.Length), () => MultipartETag.Of(parts), crc32C);

    /// <summary>Gets the MD5 of a content in hexadecimal digits, as in an ETag.</summary>
    public static string Md5(ArraySegment<byte> content)
    {
#pragma warning disable CA5351, CA1850 // S3's own way to name an object; .NET Standard has no static method
        using var md5 = MD5.Create();
        var hash = md5.ComputeHash(content.Array!, content.Offset, content.Count);
#pragma warning restore CA5351, CA1850
        return Hexadecimal.Of(hash);
    }
}
