namespace RedshiftEncryption.Storage;

/// <summary>Contains what the server reports about an object that it has just stored.</summary>
internal sealed record StoredObject(string? ETag, string? VersionId, string? ServerSideEncryption, string? KmsKeyId)
{
    /// <summary>Gets the content's CRC-32C if the server reports that it verified it.</summary>
    public uint? Crc32C { get; init; }
}
