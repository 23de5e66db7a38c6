using RedshiftEncryption.Integrity;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Runs one multipart upload from start to completion, with parts from any source. A failure in between aborts it, unless it
/// can be resumed.
/// </summary>
/// <param name="store">The store to upload to.</param>
/// <param name="write">The description of the object.</param>
/// <param name="resumption">Resumes an earlier upload, and keeps this one resumable; null to do neither.</param>
internal sealed class UploadSession(IObjectWriter store, ObjectWrite write, ResumableUpload? resumption = null)
{
    /// <summary>The time limit of an abort, which continues after a cancellation.</summary>
    static readonly TimeSpan CleaningTimeout = TimeSpan.FromSeconds(30);

    /// <param name="send">Sends the parts of the upload with the given ID. When it completes or fails, no part may be
    /// in progress.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="ObjectStoreException">The server refused a request, cannot be reached, or will not encrypt as
    /// requested.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed and could not be aborted.</exception>
    /// <exception cref="UploadStateException">The state of the upload cannot be written, or is in use.</exception>
    /// <exception cref="PartDiffersException">A resumed upload has other parts than this one. It was aborted.</exception>
    public async Task<StoredObject> RunAsync(Func<string, Task<UploadedPart[]>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var upload = resumption?.Earlier ?? await StartAsync(cancellationToken).ConfigureAwait(false);
        UploadedPart[]? sent = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            EncryptionCheck.ThrowIfIgnored(write, upload.ServerSideEncryption);
            resumption?.Start(upload);
            sent = await send(upload.UploadId).ConfigureAwait(false);
            resumption?.CheckEnd(sent.Length);
            var stored = await store
                .CompleteUploadAsync(write, upload.UploadId, sent, WholeChecksum(sent), cancellationToken)
                .ConfigureAwait(false);
            resumption?.End();
            return stored.ServerSideEncryption is null ? await WithEncryptionAsync(stored, upload).ConfigureAwait(false) : stored;
        }
        catch (Exception failure)
        {
            if (resumption?.Keeps(failure, isSent: sent is not null) != true)
            {
                await AbortAsync(upload.UploadId, failure).ConfigureAwait(false);
                resumption?.End();
            }
            throw;
        }

        // What a state file says about the encryption does not prove it.
        async Task<StoredObject> WithEncryptionAsync(StoredObject stored, StartedUpload started) =>
            resumption?.Earlier is null || write.ServerSideEncryption is null
                ? stored with
                {
                    ServerSideEncryption = started.ServerSideEncryption,
                }
                : (await store.DescribeStoredAsync(write.Address, cancellationToken).ConfigureAwait(false)).ToStored();
    }

    async Task<StartedUpload> StartAsync(CancellationToken cancellationToken)
    {
        resumption?.Reserve();
        try
        {
            return await store.StartUploadAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException refused) when (refused.Fault != ObjectStoreFault.Unavailable)
        {
            // Otherwise the server may have started an upload, which the next run looks for.
            resumption?.End();
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
