namespace RedshiftEncryption.Storage;

/// <summary>What the server says of an object that it has just stored.</summary>
internal sealed record StoredObject(string? ETag, string? VersionId, string? ServerSideEncryption, string? KmsKeyId)
{
    /// <summary>The content's CRC-32C, where the server says that it has verified it.</summary>
    public uint? Crc32C { get; init; }
}
