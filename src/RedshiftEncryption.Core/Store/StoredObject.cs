namespace RedshiftEncryption;

/// <summary>What the server says of an object that it has just stored.</summary>
internal sealed record StoredObject(string? ETag, string? VersionId, string? ServerSideEncryption, string? KmsKeyId);
