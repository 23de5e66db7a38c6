using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies a client-side encrypted object to store with only server-side encryption.</summary>
/// <param name="Source">The object.</param>
/// <param name="Destination">The destination; the source for a conversion in place.</param>
/// <param name="Keys">The keys, of which one decrypts the object.</param>
internal sealed record ConvertRequest(S3Address Source, S3Address Destination, KeyRing Keys)
{
    /// <summary>Gets whether the source object is overwritten.</summary>
    public bool IsInPlace => Destination == Source with { VersionId = null };

    /// <summary>Gets <c>AES256</c> or <c>aws:kms</c>.</summary>
    public string ServerSideEncryption { get; init; } = "aws:kms";

    /// <summary>Gets how the object is stored besides that.</summary>
    public StorageOptions Options { get; init; } = new();

    /// <summary>Gets the KMS key for <c>aws:kms</c>; null for the AWS managed key of the account.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>
    /// Gets the mapping from sources to destinations, which the URLs of manifests follow. The default is this object.
    /// </summary>
    public KeyMapping Mapping { get; init; } = new(Source.BucketName, Source.Key, Destination.BucketName, Destination.Key);

    /// <summary>
    /// Gets whether the stored content is read back and compared, even if the server reports its checksum, or if it was
    /// stored before.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>
    /// Gets whether an object at the destination is overwritten, even if it is not marked as the result of the
    /// conversion.
    /// </summary>
    public bool Replace { get; init; }

    /// <summary>Gets whether a source without an envelope is an error.</summary>
    public bool RequiresEncryption { get; init; }

    /// <summary>Gets whether the source is known to have no instruction file.</summary>
    public bool HasNoInstructionFile { get; init; }

    /// <summary>
    /// Gets the source as a listing or an inventory contains it; null where neither does. A destination with the mark of this ETag
    /// is the conversion, and the source is then not requested.
    /// </summary>
    public ListedObject? Listed { get; init; }

    /// <summary>Gets the failure counts for the record: those of the commands that process it, including this one.</summary>
    public IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];

    /// <summary>
    /// Gets the callback for warnings about properties that an object loses. It is called before the write, on any
    /// thread.
    /// </summary>
    public Action<string>? Warn { get; init; }
}
