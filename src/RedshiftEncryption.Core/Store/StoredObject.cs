namespace RedshiftEncryption;

/// <summary>What the server says of an object that it has just stored.</summary>
internal sealed record StoredObject(string? ETag, string? VersionId, string? ServerSideEncryption, string? KmsKeyId)
{
    /// <summary>User metadata, where the server was asked for it.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
