using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// One multipart upload from its opening to its end, whatever its parts are made of: what fails in between ends in an
/// abort.
/// </summary>
internal sealed class UploadSession(IObjectStore store, ObjectWrite write)
{
    /// <summary>Aborting goes on after a cancellation, so it has a limit of its own.</summary>
    static readonly TimeSpan CleaningTimeout = TimeSpan.FromSeconds(30);

    /// <param name="send">Sends the parts of the upload whose id it is given; none may be on its way any more when it ends,
    /// or fails.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="ObjectStoreException">The server refused or cannot be reached, or will not encrypt as it was asked to.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and so did giving it up.</exception>
    public async Task<StoredObject> RunAsync(Func<string, Task<UploadedPart[]>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var upload = await store.StartUploadAsync(write, cancellationToken).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            EncryptionCheck.ThrowIfIgnored(write, upload.ServerSideEncryption);
            var sent = await send(upload.UploadId).ConfigureAwait(false);
            var stored = await CompleteAsync(upload.UploadId, sent, cancellationToken).ConfigureAwait(false);
            return stored.ServerSideEncryption is null ? stored with { ServerSideEncryption = upload.ServerSideEncryption } : stored;
        }
        catch (Exception failure)
        {
            await AbortAsync(upload.UploadId, failure).ConfigureAwait(false);
            throw;
        }
    }

    Task<StoredObject> CompleteAsync(string uploadId, UploadedPart[] parts, CancellationToken cancellationToken)
    {
        var checksum = WholeChecksum(parts);
        return AmbiguousWrite.ConfirmAsync(
            store,
            write,
            WrittenContent.Of(parts, checksum),
            () => store.CompleteUploadAsync(write, uploadId, parts, checksum, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Null where a part came without one.</summary>
    static uint? WholeChecksum(UploadedPart[] parts)
    {
        var whole = parts[0].Crc32C;
        foreach (var part in parts.Skip(1))
            whole = whole is { } before && part.Crc32C is { } next ? Crc32C.Combine(before, next, part.Length) : null;
        return whole;
    }

    async Task AbortAsync(string uploadId, Exception failure)
    {
        using var timeout = new CancellationTokenSource(CleaningTimeout);
        try
        {
            await store.AbortUploadAsync(write.Address, uploadId, timeout.Token).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.UploadNotFound)
        {
            // It is gone already, which is what was wanted.
        }
        catch (Exception exception) when (exception is ObjectStoreException or OperationCanceledException)
        {
            throw new UploadNotAbortedException(write.Address, uploadId, failure, exception);
        }
    }
}
