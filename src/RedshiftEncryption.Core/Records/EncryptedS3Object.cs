using RedshiftEncryption.Records;
using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>An encrypted object in S3, as a flat record: it survives jobs, remoting and JSON, and holds no secret.</summary>
public class EncryptedS3Object
{
    internal EncryptedS3Object() { }

    private protected EncryptedS3Object(EncryptedS3Object other)
    {
        BucketName = other.BucketName;
        Key = other.Key;
        VersionId = other.VersionId;
        Region = other.Region;
        EndpointUrl = other.EndpointUrl;
        ProfileName = other.ProfileName;
        SourcePath = other.SourcePath;
        SourceLastWriteTimeUtc = other.SourceLastWriteTimeUtc;
        SourceOffset = other.SourceOffset;
        SourceLength = other.SourceLength;
        HeaderLength = other.HeaderLength;
        Compression = other.Compression;
        Length = other.Length;
        PlaintextLength = other.PlaintextLength;
        ETag = other.ETag;
        LastModified = other.LastModified;
        StorageClass = other.StorageClass;
        Envelope = other.Envelope;
        ContentCipher = other.ContentCipher;
        KeyWrap = other.KeyWrap;
        RootKeyFingerprint = other.RootKeyFingerprint;
        OpenedBy = other.OpenedBy;
        RootKeyGroup = other.RootKeyGroup;
        CopyObstacle = other.CopyObstacle;
        ServerSideEncryption = other.ServerSideEncryption;
        KmsKeyId = other.KmsKeyId;
        Tallies = other.Tallies;
    }

    /// <summary>The bucket.</summary>
    public string BucketName { get; internal init; } = "";

    /// <summary>The whole key.</summary>
    public string Key { get; internal init; } = "";

    /// <summary>The version that was written or read; null in a bucket without versions.</summary>
    public string? VersionId { get; internal init; }

    /// <summary>The region that the requests were signed for.</summary>
    public string? Region { get; internal init; }

    /// <summary>The endpoint where it is not AWS's own.</summary>
    public string? EndpointUrl { get; internal init; }

    /// <summary>The profile, where one was named.</summary>
    public string? ProfileName { get; internal init; }

    /// <summary>The file that the object was made from.</summary>
    public string? SourcePath { get; internal init; }

    /// <summary>When that file was last written to before it was read, in UTC.</summary>
    public DateTime? SourceLastWriteTimeUtc { get; internal init; }

    /// <summary>Where in the file the object's range begins, in bytes; null where the object is the whole file.</summary>
    public long? SourceOffset { get; internal init; }

    /// <summary>How many bytes of the file the object was made from; null where there is no file.</summary>
    public long? SourceLength { get; internal init; }

    /// <summary>How many bytes of the file's beginning are repeated before its range, in bytes.</summary>
    public long HeaderLength { get; internal init; }

    /// <summary>
    /// The plaintext's compression by its name in <see cref="CopyCompression"/>, as COPY is to be told; null where it is
    /// not known.
    /// </summary>
    public string? Compression { get; internal init; }

    /// <summary>The object's length in bytes: of the ciphertext, where it is client-side encrypted.</summary>
    public long Length { get; internal init; }

    /// <summary>
    /// The plaintext's length in bytes: what decrypting gives, compressed as it may be; null where only reading the object
    /// through could tell.
    /// </summary>
    public long? PlaintextLength { get; internal init; }

    /// <summary>The server's entity tag, without quotes.</summary>
    public string? ETag { get; internal init; }

    /// <summary>When the object was written, by the server's clock, in UTC; null where nobody asked.</summary>
    public DateTime? LastModified { get; internal init; }

    /// <summary><c>STANDARD</c>, <c>GLACIER</c>, ...; null where nobody asked.</summary>
    public string? StorageClass { get; internal init; }

    /// <summary>
    /// The client-side envelope by its name in <see cref="EnvelopeKind"/>: <c>V1</c>, or <c>None</c> for server-side
    /// encryption alone.
    /// </summary>
    public string Envelope { get; internal init; } = nameof(EnvelopeKind.None);

    /// <summary>The content's cipher, as the envelope names it or V1 prescribes it; null where there is none, or it is not told.</summary>
    public string? ContentCipher { get; internal init; }

    /// <summary>The algorithm that wraps the data key, likewise.</summary>
    public string? KeyWrap { get; internal init; }

    /// <summary>The fingerprint of the root key that opens the object; null without a client-side envelope.</summary>
    public string? RootKeyFingerprint { get; internal init; }

    /// <summary>The fingerprint of the one of the given root keys that opens the object; null where none does, or none was given.</summary>
    public string? OpenedBy { get; internal init; }

    /// <summary>
    /// 16 hexadecimal digits that are the same for all V1 objects under one root key, known without the key; null for
    /// others.
    /// </summary>
    public string? RootKeyGroup { get; internal init; }

    /// <summary>
    /// In words, why COPY could not read the object even before its client-side encryption came to its end; null where
    /// nothing stood against it.
    /// </summary>
    public string? CopyObstacle { get; internal init; }

    /// <summary>The server-side encryption that the server reports: <c>AES256</c>, <c>aws:kms</c>, ...; null for none.</summary>
    public string? ServerSideEncryption { get; internal init; }

    /// <summary>The KMS key that the server reports.</summary>
    public string? KmsKeyId { get; internal init; }

    /// <summary>
    /// The tallies of the commands that the record has come through; lost, like all that is not public, on serialisation.
    /// </summary>
    internal IReadOnlyList<FailureTally> Tallies { get; init; } = [];

    /// <summary>The object's S3 URI as it is shown: with control characters escaped.</summary>
    public override string ToString() => VisibleText.Of($"s3://{BucketName}/{Key}");
}
