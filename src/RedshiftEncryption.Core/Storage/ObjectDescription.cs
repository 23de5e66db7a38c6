namespace RedshiftEncryption.Storage;

/// <summary>What the server says of an object.</summary>
internal sealed record ObjectDescription
{
    /// <summary>The whole object's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>User metadata, without the <c>x-amz-meta-</c> of the wire.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public ObjectHeaders Headers { get; init; } = new();

    /// <summary>How many entries of the user metadata the server cannot put into headers, and therefore leaves out.</summary>
    public int MissingMetadata { get; init; }

    /// <summary>The Expires header where it is not a date: the AWS SDK cannot send it.</summary>
    public string? UnreadableExpires { get; init; }

    /// <summary>Whether it is under a retention period or a legal hold, as far as the credentials may know.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Without quotes.</summary>
    public string? ETag { get; init; }

    public string? VersionId { get; init; }

    /// <summary>By the server's clock, to the second.</summary>
    public DateTime? LastModifiedUtc { get; init; }

    /// <summary><c>AES256</c>, <c>aws:kms</c>, ...; null for none.</summary>
    public string? ServerSideEncryption { get; init; }

    public string? KmsKeyId { get; init; }

    /// <summary><c>GLACIER</c>, ...; null for <c>STANDARD</c>, which the server leaves out.</summary>
    public string? StorageClass { get; init; }

    /// <summary>
    /// The archive tier that <c>INTELLIGENT_TIERING</c> has moved it to: <c>ARCHIVE_ACCESS</c>, ...; null where it can be
    /// read at once.
    /// </summary>
    public string? ArchiveStatus { get; init; }

    /// <summary>Whether a copy for reading is there for a time, of an object in an archive storage class.</summary>
    public bool IsRestored { get; init; }

    /// <summary>
    /// How many tags it has; 0 where the server does not tell: it does not without the permission to read them, nor when
    /// the object is not read.
    /// </summary>
    public int TagCount { get; init; }

    /// <summary>The content's CRC-32C; null where the server has none, or was not asked for it.</summary>
    public uint? Crc32C { get; init; }

    public StoredObject ToStored() => new(ETag, VersionId, ServerSideEncryption, KmsKeyId) { Crc32C = Crc32C };
}
