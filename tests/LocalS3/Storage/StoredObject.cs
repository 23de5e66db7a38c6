namespace LocalS3;

/// <summary>An object as a bucket holds it. A new write makes a new one.</summary>
sealed record StoredObject(
    string Key,
    Content Content,
    string ETag,
    DateTimeOffset LastModified,
    ObjectAttributes Attributes,
    ChecksumValue? Checksum
)
{
    public ObjectTags Tags { get; init; } = ObjectTags.None;
}
