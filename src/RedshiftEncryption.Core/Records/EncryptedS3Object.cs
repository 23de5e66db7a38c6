using System.Reflection;
using RedshiftEncryption.Records;
using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>
/// Represents an encrypted object in S3 as a flat record, which survives jobs, remoting and JSON and contains no secret.
/// </summary>
public class EncryptedS3Object
{
    /// <summary>All properties, so that a copy cannot lack one.</summary>
    static readonly FieldInfo[] Fields = typeof(EncryptedS3Object).GetFields(BindingFlags.Instance | BindingFlags.NonPublic);

    internal EncryptedS3Object() { }

    /// <summary>Copies a record. An object initializer replaces some of its properties.</summary>
    internal EncryptedS3Object(EncryptedS3Object other)
    {
        foreach (var field in Fields)
            field.SetValue(this, field.GetValue(other));
    }

    /// <summary>Gets the bucket.</summary>
    public string BucketName { get; internal init; } = "";

    /// <summary>Gets the full key.</summary>
    public string Key { get; internal init; } = "";

    /// <summary>Gets the version that was written or read; null in a bucket without versioning.</summary>
    public string? VersionId { get; internal init; }

    /// <summary>Gets the region that the requests were signed for.</summary>
    public string? Region { get; internal init; }

    /// <summary>Gets the endpoint if it is not an AWS endpoint; otherwise, null.</summary>
    public string? EndpointUrl { get; internal init; }

    /// <summary>Gets the profile, if one was specified.</summary>
    public string? ProfileName { get; internal init; }

    /// <summary>Gets the source file of the object.</summary>
    public string? SourcePath { get; internal init; }

    /// <summary>Gets the last write time of the source file before it was read, in UTC.</summary>
    public DateTime? SourceLastWriteTimeUtc { get; internal init; }

    /// <summary>
    /// Gets the offset of the object's range in the source file, in bytes; null if the object is the whole file.
    /// </summary>
    public long? SourceOffset { get; internal init; }

    /// <summary>Gets the length of the object's range in the source file, in bytes; null if there is no file.</summary>
    public long? SourceLength { get; internal init; }

    /// <summary>Gets the length of the header that is repeated before the range, in bytes.</summary>
    public long HeaderLength { get; internal init; }

    /// <summary>
    /// Gets the number of records in the object, without the header, as Send counted them while it split the file; null if it
    /// did not.
    /// </summary>
    public long? RowCount { get; internal init; }

    /// <summary>
    /// Gets the plaintext's compression by its name in <see cref="CopyCompression"/>, which COPY needs; null if it is not
    /// known.
    /// </summary>
    public string? Compression { get; internal init; }

    /// <summary>
    /// Gets the object's length in bytes. For client-side encryption, this is the length of the ciphertext.
    /// </summary>
    public long Length { get; internal init; }

    /// <summary>
    /// Gets the length of the decrypted content in bytes, before any decompression; null if it is known only after reading
    /// the whole object.
    /// </summary>
    public long? PlaintextLength { get; internal init; }

    /// <summary>Gets the server's ETag, without quotation marks.</summary>
    public string? ETag { get; internal init; }

    /// <summary>Gets when the object was written, by the server's clock, in UTC; null if it was not requested.</summary>
    public DateTime? LastModified { get; internal init; }

    /// <summary>Gets the storage class, such as <c>STANDARD</c> or <c>GLACIER</c>; null if it was not requested.</summary>
    public string? StorageClass { get; internal init; }

    /// <summary>
    /// Gets the client-side envelope by its name in <see cref="EnvelopeKind"/>, such as <c>V1</c>, or <c>None</c> for
    /// objects without client-side encryption; null for a skipped object whose metadata was not requested.
    /// </summary>
    public string? Envelope { get; internal init; } = nameof(EnvelopeKind.None);

    /// <summary>
    /// Gets the cipher of the content, from the envelope or as V1 defines it; null if there is none or it is not known.
    /// </summary>
    public string? ContentCipher { get; internal init; }

    /// <summary>
    /// Gets the algorithm that wraps the data key, from the envelope or as V1 defines it; null if there is none or it
    /// is not known.
    /// </summary>
    public string? KeyWrap { get; internal init; }

    /// <summary>
    /// Gets the fingerprint of the root key that decrypts the object; null without a client-side envelope.
    /// </summary>
    public string? RootKeyFingerprint { get; internal init; }

    /// <summary>
    /// Gets what opens the object: the fingerprint of a specified root key or private key, or the KMS key that the envelope
    /// names. Null if there is none.
    /// </summary>
    public string? OpenedBy { get; internal init; }

    /// <summary>
    /// Gets 16 hexadecimal digits that are the same for all V1 objects under one root key, and can be found without the
    /// key; null for other objects.
    /// </summary>
    public string? RootKeyGroup { get; internal init; }

    /// <summary>
    /// Gets a text that describes why COPY could not read the object even before AWS ended client-side encryption in COPY;
    /// null if COPY could read it.
    /// </summary>
    public string? CopyObstacle { get; internal init; }

    /// <summary>
    /// Gets the server-side encryption that the server reports, such as <c>AES256</c> or <c>aws:kms</c>; null for none.
    /// </summary>
    public string? ServerSideEncryption { get; internal init; }

    /// <summary>Gets the KMS key that the server reports.</summary>
    public string? KmsKeyId { get; internal init; }

    /// <summary>
    /// Gets whether the object was not sent because it already existed unchanged. What was not requested of it is null.
    /// </summary>
    public bool WasSkipped { get; internal init; }

    /// <summary>
    /// Gets the failure counts of the commands that processed the record. Like everything not public, they are not
    /// serialized.
    /// </summary>
    internal IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];

    /// <summary>Returns the object's S3 URI for display, with control characters escaped.</summary>
    public override string ToString() => VisibleText.Of($"s3://{BucketName}/{Key}");
}
