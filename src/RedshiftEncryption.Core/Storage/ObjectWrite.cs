namespace RedshiftEncryption.Storage;

/// <summary>Describes an object to be written: everything except its content.</summary>
internal sealed record ObjectWrite(S3Address Address)
{
    /// <summary>The user metadata, without the <c>x-amz-meta-</c> prefix.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The largest length of the user metadata in bytes; null where the server decides.</summary>
    public int? MetadataLimit { get; init; }

    /// <summary>Whether the content is ciphertext, so that its type cannot be derived from the key's extension.</summary>
    public bool IsCiphertext { get; init; }

    /// <summary>
    /// The headers. A missing content type is derived from <see cref="IsCiphertext"/> or the key's extension.
    /// </summary>
    public ObjectHeaders Headers { get; init; } = new();

    /// <summary>The storage class; null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The object's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>AES256</c> or <c>aws:kms</c>; null for the bucket's default.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The key for <c>aws:kms</c>; null for the account's default key.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Whether <c>aws:kms</c> uses an S3 Bucket Key; null for the bucket's default.</summary>
    public bool? BucketKeyEnabled { get; init; }

    /// <summary>
    /// The ETag of the object that the write may overwrite, as a condition that the server checks; null for no
    /// condition.
    /// </summary>
    public string? ReplacedETag { get; init; }

    /// <summary>Whether the write must fail if the key exists, as a condition that the server checks.</summary>
    public bool NoClobber { get; init; }
}
