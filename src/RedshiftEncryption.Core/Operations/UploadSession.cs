namespace RedshiftEncryption;

/// <summary>One multipart upload from its opening to its end, whatever its parts are made of: what fails in between ends in an abort.</summary>
internal sealed class UploadSession(IObjectStore store, ObjectWrite write)
{
    /// <summary>Opening and aborting go on after a cancellation, so they have a limit of their own.</summary>
    static readonly TimeSpan CleaningTimeout = TimeSpan.FromSeconds(30);

    /// <param name="send">Sends the parts of the upload whose id it is given; none may be on its way any more when it ends, or fails.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <exception cref="ObjectStoreException">The server refused or cannot be reached, or will not encrypt as it was asked to.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and so did giving it up.</exception>
    public async Task<StoredObject> RunAsync(Func<string, Task<UploadedPart[]>> send, CancellationToken cancellationToken)
    {
        var upload = await StartAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>A request for an upload is not cut off: the server would open one whose id nobody knows.</summary>
    async Task<StartedUpload> StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource();
        using var registration = cancellationToken.Register(static state => ((CancellationTokenSource)state!).CancelAfter(CleaningTimeout), timeout);
        return await store.StartUploadAsync(write, timeout.Token).ConfigureAwait(false);
    }

    async Task<StoredObject> CompleteAsync(string uploadId, UploadedPart[] parts, CancellationToken cancellationToken)
    {
        try
        {
            return await store.CompleteUploadAsync(write, uploadId, parts, WholeChecksum(parts), cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (LostReply.IsPossible(exception))
        {
            if (await LostReply.FindAsync(store, write, MultipartETag.Of(parts), cancellationToken).ConfigureAwait(false) is { } found)
                return found;
            throw;
        }
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
