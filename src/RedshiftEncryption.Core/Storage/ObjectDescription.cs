namespace RedshiftEncryption.Storage;

/// <summary>Contains what the server reports about an object.</summary>
internal sealed record ObjectDescription
{
    /// <summary>The length of the whole object in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The user metadata, without the <c>x-amz-meta-</c> prefix.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public ObjectHeaders Headers { get; init; } = new();

    /// <summary>The number of user metadata entries that the server omits because headers cannot represent them.</summary>
    public int MissingMetadata { get; init; }

    /// <summary>The Expires header if it is not a date; the AWS SDK cannot send such a value.</summary>
    public string? UnreadableExpires { get; init; }

    /// <summary>Whether a retention period or legal hold applies to it, as far as the credentials can read that.</summary>
    public bool IsLocked { get; init; }

    /// <summary>The ETag, without quotes.</summary>
    public string? ETag { get; init; }

    public string? VersionId { get; init; }

    /// <summary>The time of the last change by the server's clock, to the second.</summary>
    public DateTime? LastModifiedUtc { get; init; }

    /// <summary><c>AES256</c>, <c>aws:kms</c>, ...; null for none.</summary>
    public string? ServerSideEncryption { get; init; }

    public string? KmsKeyId { get; init; }

    /// <summary><c>GLACIER</c>, ...; null for <c>STANDARD</c>, which the server omits.</summary>
    public string? StorageClass { get; init; }

    /// <summary>
    /// The archive tier that <c>INTELLIGENT_TIERING</c> has moved it to: <c>ARCHIVE_ACCESS</c>, ...; null if it can be
    /// read immediately.
    /// </summary>
    public string? ArchiveStatus { get; init; }

    /// <summary>Whether an object in an archive storage class has a temporarily restored copy.</summary>
    public bool IsRestored { get; init; }

    /// <summary>
    /// The number of its tags. It is 0 if the server does not report it, which it does only for reads and with
    /// permission to read tags.
    /// </summary>
    public int TagCount { get; init; }

    /// <summary>The content's CRC-32C; null if the server has none or the request did not ask for it.</summary>
    public uint? Crc32C { get; init; }

    public StoredObject ToStored() => new(ETag, VersionId, ServerSideEncryption, KmsKeyId) { Crc32C = Crc32C };
}
