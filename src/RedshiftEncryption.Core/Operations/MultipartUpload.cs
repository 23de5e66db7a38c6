namespace RedshiftEncryption;

/// <summary>One multipart upload: parts are filled one after the other and sent side by side; whatever fails ends in an abort.</summary>
internal sealed class MultipartUpload(IObjectStore store, PartBuffers buffers, ObjectWrite write, int partSize)
{
    /// <summary>So many parts of one object are on their way at a time.</summary>
    const int PartsUnderWay = 4;

    /// <summary>An abort runs after a cancellation too, so it has a limit of its own.</summary>
    static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(30);

    public async Task<StoredObject> RunAsync(SourceFile source, PartReader reader, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var upload = await store.StartUploadAsync(write, cancellationToken).ConfigureAwait(false);
        try
        {
            EncryptionCheck.ThrowIfIgnored(write, upload.ServerSideEncryption);
            var parts = await SendPartsAsync(upload.UploadId, reader, progress, cancellationToken).ConfigureAwait(false);
            source.ThrowIfChanged();
            var stored = await store.CompleteUploadAsync(write, upload.UploadId, parts, cancellationToken).ConfigureAwait(false);
            return stored.ServerSideEncryption is null ? stored with { ServerSideEncryption = upload.ServerSideEncryption } : stored;
        }
        catch (Exception failure)
        {
            await AbortAsync(upload.UploadId, failure).ConfigureAwait(false);
            throw;
        }
    }

    async Task<UploadedPart[]> SendPartsAsync(string uploadId, PartReader reader, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(PartsUnderWay);
        var sends = new List<Task<UploadedPart>>();
        try
        {
            while (reader.Position < reader.ContentLength)
            {
                await places.WaitAsync(failed.Token).ConfigureAwait(false);
                var buffer = await buffers.RentAsync((int)Math.Min(partSize, reader.ContentLength - reader.Position), failed.Token).ConfigureAwait(false);
                int length;
                try
                {
                    length = await reader.ReadAsync(buffer.Bytes, buffer.Bytes.Length, failed.Token).ConfigureAwait(false);
                }
                catch
                {
                    buffer.Dispose();
                    throw;
                }
                sends.Add(SendPartAsync(uploadId, sends.Count + 1, buffer, length, places, failed, progress));
            }
            return await Task.WhenAll(sends).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A part failed and stopped the reading: the part's own exception tells why.
            await Task.WhenAll(sends).ConfigureAwait(false);
            throw;
        }
        catch
        {
            await StopAsync(failed, sends).ConfigureAwait(false);
            throw;
        }
    }

    async Task<UploadedPart> SendPartAsync(string uploadId, int number, PartBuffer buffer, int length, SemaphoreSlim places, CancellationTokenSource failed, IProgress<long>? progress)
    {
        try
        {
            using (buffer)
            {
                var part = await store.UploadPartAsync(write.Address, uploadId, number, new ArraySegment<byte>(buffer.Bytes, 0, length), failed.Token).ConfigureAwait(false);
                progress?.Report(length);
                return part;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await CancelAsync(failed).ConfigureAwait(false);
            throw;
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>No part may be on its way when the upload is aborted, or it would stay behind; their own failures are secondary here.</summary>
    static async Task StopAsync(CancellationTokenSource failed, List<Task<UploadedPart>> sends)
    {
        await CancelAsync(failed).ConfigureAwait(false);
        foreach (var send in sends)
            await Task.WhenAny(send).ConfigureAwait(false);
    }

    async Task AbortAsync(string uploadId, Exception failure)
    {
        using var timeout = new CancellationTokenSource(AbortTimeout);
        try
        {
            await store.AbortUploadAsync(write.Address, uploadId, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ObjectStoreException or OperationCanceledException)
        {
            throw new UploadNotAbortedException(write.Address, uploadId, failure, exception);
        }
    }

    static Task CancelAsync(CancellationTokenSource source)
    {
#if NET
        return source.CancelAsync();
#else
        source.Cancel();
        return Task.CompletedTask;
#endif
    }
}
