using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Writes an object from its parts: one PutObject where there is one part, a multipart upload beyond, which is aborted when
/// it fails. May run side by side.
/// </summary>
internal sealed class ObjectWriter(IObjectStore store)
{
    /// <param name="write">What is said of the object.</param>
    /// <param name="parts">Its content.</param>
    /// <param name="progress">Told of bytes sent.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ObjectStoreException">The server refused or cannot be reached, or did not encrypt as it was asked to.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and so did giving it up.</exception>
    public async Task<StoredObject> RunAsync(
        ObjectWrite write,
        IPartSource parts,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var first = await parts.NextAsync(cancellationToken).ConfigureAwait(false);
        // Sent parts return their buffers; returning one twice does no harm.
        using var buffer = first.Buffer;
        var described = parts.Describe(write);
        StoredObject stored;
        if (parts.IsAtEnd)
        {
            parts.ThrowIfChanged();
            stored = await PutAsync(described, first.Bytes, first.Content.Crc32C, cancellationToken).ConfigureAwait(false);
            progress?.Report(first.Content.Length);
        }
        else
        {
            stored = await new MultipartUpload(store, described).RunAsync(first, parts, progress, cancellationToken).ConfigureAwait(false);
        }
        EncryptionCheck.ThrowIfIgnored(described, stored.ServerSideEncryption);
        return stored;
    }

    /// <summary>Stores a whole content in one request.</summary>
    /// <exception cref="ObjectStoreException">The server refused or cannot be reached, or the write could not be confirmed.</exception>
    public Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken) =>
        AmbiguousWrite.ConfirmAsync(
            store,
            write,
            WrittenContent.Of(content, crc32C),
            () => store.PutAsync(write, content, crc32C, cancellationToken),
            cancellationToken
        );
}
