namespace RedshiftEncryption.Storage;

/// <summary>Represents a part that the server has stored.</summary>
/// <param name="Number">The part number, from 1.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="ETag">The ETag, which is sent again to complete the upload.</param>
/// <param name="Crc32C">The checksum if one was sent; it is sent again as well.</param>
internal sealed record UploadedPart(int Number, long Length, string ETag, uint? Crc32C = null);
