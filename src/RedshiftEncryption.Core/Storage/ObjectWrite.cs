namespace RedshiftEncryption.Storage;

/// <summary>All that is said of an object when it is written, but its content.</summary>
internal sealed record ObjectWrite(S3Address Address)
{
    /// <summary>User metadata, without the <c>x-amz-meta-</c> of the wire.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the content is ciphertext, which has no type that its key's extension could tell.</summary>
    public bool IsCiphertext { get; init; }

    /// <summary>Without a content type it is what <see cref="IsCiphertext"/> or the key's extension tells.</summary>
    public ObjectHeaders Headers { get; init; } = new();

    /// <summary>Null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The object's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>AES256</c> or <c>aws:kms</c>; null for what the bucket does by itself.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The key for <c>aws:kms</c>; null for the account's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>
    /// The entity tag of the object that the write replaces, and no other: a condition that the server checks. Null for
    /// none.
    /// </summary>
    public string? ReplacedETag { get; init; }

    /// <summary>Whether the write must fail when the key exists: a condition that the server checks.</summary>
    public bool NoClobber { get; init; }
}
