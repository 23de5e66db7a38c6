using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>Confirms every ambiguous write of an object (see <see cref="AmbiguousWrite"/>).</summary>
/// <param name="inner">The store, which has made all its retries when it fails.</param>
internal sealed class ConfirmingObjectStore(IObjectStore inner) : DelegatingObjectStore(inner)
{
    public override IObjectStore ForItem() => new ConfirmingObjectStore(Inner.ForItem());

    public override Task<StoredObject> PutAsync(
        ObjectWrite write,
        ArraySegment<byte> content,
        uint? crc32C,
        CancellationToken cancellationToken
    ) =>
        AmbiguousWrite.ConfirmAsync(
            Inner,
            write,
            WrittenContent.Of(content, crc32C),
            () => Inner.PutAsync(write, content, crc32C, cancellationToken),
            cancellationToken
        );

    public override Task<StoredObject> CompleteUploadAsync(
        ObjectWrite write,
        string uploadId,
        IReadOnlyList<UploadedPart> parts,
        uint? crc32C,
        CancellationToken cancellationToken
    ) =>
        AmbiguousWrite.ConfirmAsync(
            Inner,
            write,
            WrittenContent.Of(parts, crc32C),
            () => Inner.CompleteUploadAsync(write, uploadId, parts, crc32C, cancellationToken),
            cancellationToken
        );

    public override Task<StoredObject> CopyAsync(S3Address source, string eTag, ObjectWrite write, CancellationToken cancellationToken) =>
        AmbiguousWrite.ConfirmAsync(
            Inner,
            write,
            WrittenContent.OfCopy,
            () => Inner.CopyAsync(source, eTag, write, cancellationToken),
            cancellationToken
        );
}
