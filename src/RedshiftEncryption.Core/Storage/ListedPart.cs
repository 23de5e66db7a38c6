namespace RedshiftEncryption.Storage;

/// <summary>Describes one part in the listing of a multipart upload.</summary>
/// <param name="Number">The part number, from 1.</param>
/// <param name="Length">The length in bytes.</param>
/// <param name="ETag">The ETag as the server returned it, which completes the upload.</param>
/// <param name="Crc32C">The checksum that the server verified; null if it reports none.</param>
internal sealed record ListedPart(int Number, long Length, string ETag, uint? Crc32C);
