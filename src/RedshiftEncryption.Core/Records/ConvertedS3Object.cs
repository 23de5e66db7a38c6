namespace RedshiftEncryption;

/// <summary>Represents an object that was converted from client-side to server-side encryption.</summary>
public sealed class ConvertedS3Object : EncryptedS3Object
{
    internal ConvertedS3Object(EncryptedS3Object stored)
        : base(stored) { }

    /// <summary>Gets the bucket of the client-side encrypted object.</summary>
    public string SourceBucketName { get; internal init; } = "";

    /// <summary>Gets the key of the client-side encrypted object.</summary>
    public string SourceKey { get; internal init; } = "";

    /// <summary>Gets the version of the client-side encrypted object; null in a bucket without versioning.</summary>
    public string? SourceVersionId { get; internal init; }

    /// <summary>Gets whether an earlier run stored the object and this run did not change it.</summary>
    public bool WasConverted { get; internal init; }

    /// <summary>
    /// Gets true if a checksum from the server or reading back proved that the stored content is the source's plaintext;
    /// null if the object was stored before and not read back.
    /// </summary>
    public bool? Verified { get; internal init; }
}
