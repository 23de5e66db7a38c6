using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>One client-side encrypted object to be stored with server-side encryption alone.</summary>
/// <param name="Source">The object.</param>
/// <param name="Destination">Where to; the source itself for a conversion in place.</param>
/// <param name="RootKeys">Of which one opens it.</param>
internal sealed record ConvertRequest(S3Address Source, S3Address Destination, RootKeyRing RootKeys)
{
    /// <summary>Whether the object itself is replaced.</summary>
    public bool IsInPlace => Destination == Source with { VersionId = null };

    /// <summary><c>AES256</c> or <c>aws:kms</c>.</summary>
    public string ServerSideEncryption { get; init; } = "aws:kms";

    /// <summary>The key for <c>aws:kms</c>; null for the account's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Where the objects go, and with them the URLs of manifests. Unless given, this object alone.</summary>
    public KeyMapping Mapping { get; init; } = new(Source.BucketName, Source.Key, Destination.BucketName, Destination.Key);

    /// <summary>
    /// Whether what is stored is read back and compared, also where the server reports its checksum, or it was stored
    /// before.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>Whether an object at the destination that is not the conversion's result, or not marked as such, may be replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether a source without an envelope is refused.</summary>
    public bool RequiresEncryption { get; init; }

    /// <summary>Whether it is known that no instruction file belongs to the source.</summary>
    public bool HasNoInstructionFile { get; init; }

    /// <summary>Tallies of the commands that the record will have come from.</summary>
    public IReadOnlyList<FailureTally> Tallies { get; init; } = [];

    /// <summary>Told of what an object loses, before it is written. From any thread.</summary>
    public Action<string>? Warn { get; init; }
}
