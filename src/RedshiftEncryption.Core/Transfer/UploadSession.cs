using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Runs one multipart upload from start to completion, with parts from any source. A failure in between aborts it.
/// </summary>
internal sealed class UploadSession(IObjectWriter store, ObjectWrite write)
{
    /// <summary>The time limit of an abort, which continues after a cancellation.</summary>
    static readonly TimeSpan CleaningTimeout = TimeSpan.FromSeconds(30);

    /// <param name="send">Sends the parts of the upload with the given ID. When it completes or fails, no part may be
    /// in progress.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="ObjectStoreException">The server refused a request, cannot be reached, or will not encrypt as
    /// requested.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed and could not be aborted.</exception>
    public async Task<StoredObject> RunAsync(Func<string, Task<UploadedPart[]>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var upload = await store.StartUploadAsync(write, cancellationToken).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            EncryptionCheck.ThrowIfIgnored(write, upload.ServerSideEncryption);
            var sent = await send(upload.UploadId).ConfigureAwait(false);
            var stored = await store
                .CompleteUploadAsync(write, upload.UploadId, sent, WholeChecksum(sent), cancellationToken)
                .ConfigureAwait(false);
            return stored.ServerSideEncryption is null ? stored with { ServerSideEncryption = upload.ServerSideEncryption } : stored;
        }
        catch (Exception failure)
        {
            await AbortAsync(upload.UploadId, failure).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gets the checksum of the whole content; null if a part has none.</summary>
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
            // The upload no longer exists, which is the desired result.
        }
        catch (Exception exception) when (exception is ObjectStoreException or OperationCanceledException)
        {
            throw new UploadNotAbortedException(write.Address, uploadId, failure, exception);
        }
    }
}
