namespace RedshiftEncryption;

/// <summary>An object that is stored with server-side encryption in place of a client-side one.</summary>
public sealed class ConvertedS3Object : EncryptedS3Object
{
    internal ConvertedS3Object(EncryptedS3Object stored)
        : base(stored) { }

    /// <summary>The bucket of the client-side encrypted object.</summary>
    public string SourceBucketName { get; internal init; } = "";

    /// <summary>The key of the client-side encrypted object.</summary>
    public string SourceKey { get; internal init; } = "";

    /// <summary>The version of the client-side encrypted object; null in a bucket without versions.</summary>
    public string? SourceVersionId { get; internal init; }

    /// <summary>Whether an earlier run had stored it, and this one left it as it is.</summary>
    public bool WasConverted { get; internal init; }

    /// <summary>
    /// True where the stored content was proven to be the source's plaintext, by a checksum that the server reports or by
    /// reading it back; null for what was stored before and not read back.
    /// </summary>
    public bool? Verified { get; internal init; }
}
