namespace RedshiftEncryption.Storage;

/// <summary>A part that the server has taken.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Length">In bytes.</param>
/// <param name="ETag">Named again when the upload is completed.</param>
/// <param name="Crc32C">So is the checksum, where one was sent.</param>
internal sealed record UploadedPart(int Number, long Length, string ETag, uint? Crc32C = null);
