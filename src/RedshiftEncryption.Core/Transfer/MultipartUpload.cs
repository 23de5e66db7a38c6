using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>Performs a multipart upload whose parts are filled sequentially and sent concurrently.</summary>
internal sealed class MultipartUpload(IObjectWriter store, ObjectWrite write, ResumableUpload? resumption = null)
{
    /// <param name="first">The first part; its buffer is returned.</param>
    /// <param name="parts">Provides the other parts.</param>
    /// <param name="progress">Receives the numbers of bytes sent.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    public Task<StoredObject> RunAsync(
        FilledPart first,
        IPartSource parts,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    ) =>
        new UploadSession(store, write, resumption).RunAsync(
            async uploadId =>
            {
                var sent = await SendPartsAsync(uploadId, first, parts, progress, cancellationToken).ConfigureAwait(false);
                parts.ThrowIfChanged();
                return sent;
            },
            cancellationToken
        );

    async Task<UploadedPart[]> SendPartsAsync(
        string uploadId,
        FilledPart first,
        IPartSource parts,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sends = new List<Task<UploadedPart>>();
        try
        {
            Send(first);
            while (!parts.IsAtEnd)
            {
                var part = await parts.NextAsync(failed.Token).ConfigureAwait(false);
                if (part.Content.Length > 0)
                    Send(part);
                else
                    part.Buffer.Dispose();
            }
            return await Task.WhenAll(sends).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A part failed and stopped the reading: its own exception contains the reason.
            await Task.WhenAll(sends).ConfigureAwait(false);
            throw;
        }
        catch
        {
            await StopAsync(failed, sends).ConfigureAwait(false);
            throw;
        }

        // On another thread: the SDK hashes and starts to send before its first await, while this thread encrypts the next part.
        void Send(FilledPart part)
        {
            var number = sends.Count + 1;
            sends.Add(Task.Run(() => SendPartAsync(uploadId, number, part, failed, progress), CancellationToken.None));
        }
    }

    async Task<UploadedPart> SendPartAsync(
        string uploadId,
        int number,
        FilledPart part,
        CancellationTokenSource failed,
        IProgress<long>? progress
    )
    {
        try
        {
            using (part.Buffer)
            {
                failed.Token.ThrowIfCancellationRequested();
                var uploaded =
                    resumption?.Find(number, part)
                    ?? await store
                        .UploadPartAsync(write.Address, uploadId, number, part.Bytes, part.Content.Crc32C, failed.Token)
                        .ConfigureAwait(false);
                progress?.Report(part.Content.Length);
                return uploaded;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await CancellationTokenSources.CancelAsync(failed).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Waits for all parts in progress before the upload is aborted, because the server would keep a late part.
    /// Failures of parts are secondary here.
    /// </summary>
    static async Task StopAsync(CancellationTokenSource failed, List<Task<UploadedPart>> sends)
    {
        await CancellationTokenSources.CancelAsync(failed).ConfigureAwait(false);
        foreach (var send in sends)
            await Task.WhenAny(send).ConfigureAwait(false);
    }
}
