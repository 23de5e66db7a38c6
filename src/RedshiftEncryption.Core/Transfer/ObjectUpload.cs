using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Writes an object from its parts: with PutObject for a single part, otherwise with a multipart upload, which is
/// aborted if it fails. Can run concurrently.
/// </summary>
/// <param name="store">The store to write to.</param>
/// <param name="resumption">Makes a multipart upload resumable; null for none.</param>
internal sealed class ObjectUpload(IObjectWriter store, ResumableUpload? resumption = null)
{
    /// <param name="write">The description of the object.</param>
    /// <param name="parts">The content of the object.</param>
    /// <param name="progress">Receives the numbers of bytes sent.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ObjectStoreException">The server refused a request, cannot be reached, or did not encrypt as
    /// requested.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed and could not be aborted.</exception>
    /// <exception cref="UploadStateException">The state of the upload cannot be written, or is in use.</exception>
    /// <exception cref="PartDiffersException">A resumed upload has other parts than this one. It was aborted.</exception>
    public async Task<StoredObject> RunAsync(
        ObjectWrite write,
        IPartSource parts,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var first = await parts.NextAsync(cancellationToken).ConfigureAwait(false);
        // Parts return their buffers after sending; returning a buffer twice is harmless.
        using var buffer = first.Buffer;
        var described = parts.Describe(write);
        UserMetadata.ThrowIfTooLarge(described);
        if (parts.IsAtEnd)
        {
            parts.ThrowIfChanged();
            var put = await PutAsync(described, first.Bytes, first.Content.Crc32C, cancellationToken).ConfigureAwait(false);
            progress?.Report(first.Content.Length);
            return put;
        }
        var stored = await new MultipartUpload(store, described, resumption)
            .RunAsync(first, parts, progress, cancellationToken)
            .ConfigureAwait(false);
        EncryptionCheck.ThrowIfIgnored(described, stored.ServerSideEncryption);
        return stored;
    }

    /// <summary>Stores a whole content in one request, with its checksum where the store takes one.</summary>
    /// <exception cref="ObjectStoreException">The server refused the request, cannot be reached, did not encrypt as
    /// requested, or the write could not be confirmed.</exception>
    public Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, CancellationToken cancellationToken) =>
        PutAsync(write, content, store.TakesChecksums ? Crc32C.Append(0, content.AsSpan()) : null, cancellationToken);

    async Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken)
    {
        var stored = await store.PutAsync(write, content, crc32C, cancellationToken).ConfigureAwait(false);
        EncryptionCheck.ThrowIfIgnored(write, stored.ServerSideEncryption);
        return stored;
    }
}
