using System.Runtime.ExceptionServices;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Redshift.Ssh;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Streams;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Decrypts the objects of a share to an output. All objects are read and checked before the first byte is written: what has
/// been written cannot be withdrawn.
/// </summary>
/// <param name="store">The store that contains the objects.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="openCompression">Called if content is decompressed.</param>
internal sealed class StreamShareOperation(IObjectReader store, BufferPool buffers, Func<ICompression> openCompression)
{
    /// <summary>Streams a share.</summary>
    /// <returns>The number of bytes that were written.</returns>
    /// <exception cref="ObjectStoreException">An object cannot be read, or is no longer the one in the share list.</exception>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens an object was specified.</exception>
    /// <exception cref="EnvelopeException">An object cannot be decrypted.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt a data key.</exception>
    /// <exception cref="DamagedContentException">An object is damaged.</exception>
    /// <exception cref="DestinationException">An object expands too much, or the reader of the output has ended.</exception>
    /// <exception cref="ShareListException">An object is not text and cannot be joined with others.</exception>
    public async Task<long> RunAsync(StreamShareRequest request, Stream output, CancellationToken cancellationToken)
    {
        await CheckAllAsync(request, cancellationToken).ConfigureAwait(false);
        var joined = new JoinedOutput(output);
        foreach (var item in request.Share.Objects)
            await ReadAsync(request, item, joined, cancellationToken).ConfigureAwait(false);
        await joined.FlushAsync(cancellationToken).ConfigureAwait(false);
        return joined.Written;
    }

    /// <summary>Reads all objects and discards their content. The first failure ends the rest.</summary>
    async Task CheckAllAsync(StreamShareRequest request, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var objects = request.Share.Objects;
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        async Task CheckAsync()
        {
            try
            {
                while (Interlocked.Increment(ref next) is var i && i < objects.Count)
                    await ReadAsync(request, objects[i], new JoinedOutput(Stream.Null), ending.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _ = Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), comparand: null);
                await CancellationTokenSources.CancelAsync(ending).ConfigureAwait(false);
            }
        }
        await Task.WhenAll(Enumerable.Range(0, Math.Min(request.ConcurrentChecks, objects.Count)).Select(_ => CheckAsync()))
            .ConfigureAwait(false);
        failure?.Throw();
    }

    async Task ReadAsync(StreamShareRequest request, ShareObject item, JoinedOutput output, CancellationToken cancellationToken)
    {
        using var opened = await OpenAsync(item, cancellationToken).ConfigureAwait(false);
        if (opened.Content.ObjectLength != item.Length)
            throw new DamagedContentException(
                $"{item.Address} has {opened.Content.ObjectLength} bytes, but {item.Length} in the share list."
            );
        await opened.CompleteAsync(request.Keys, cancellationToken).ConfigureAwait(false);
        if (request.RequiresEncryption && opened.Reading.Kind == EnvelopeKind.None)
            throw RequireEncryptionOperation.NotClientSide(item.Address);
        using var chunks = new PlaintextChunks(opened, buffers);
        try
        {
            var first = await chunks.NextAsync(cancellationToken).ConfigureAwait(false);
            using var plaintext = new PlaintextStream(chunks, first);
            var compression = request.Expands ? ContentExpansion.CompressionOf(first) : CopyCompression.None;
            output.Begin(request.SkipsHeaders || item.HasHeader);
            await WriteAsync(request, item, plaintext, compression, output, cancellationToken).ConfigureAwait(false);
            if (item.PlaintextLength is { } length && plaintext.Given != length)
                throw new DamagedContentException(
                    $"The content of {item.Address} has {plaintext.Given} bytes, but {length} in the share list."
                );
        }
        finally
        {
            // No range may use the buffers and the data key after this.
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    async Task<OpenedObject> OpenAsync(ShareObject item, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenedObject.OpenLockedAsync(store, item.Address, cancellationToken, item.ETag).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.ObjectChanged)
        {
            throw new ObjectStoreException(
                ObjectStoreFault.ObjectChanged,
                $"{item.Address} was overwritten after the share list was written: its ETag is no longer {item.ETag}.",
                exception
            );
        }
    }

    async Task WriteAsync(
        StreamShareRequest request,
        ShareObject item,
        PlaintextStream plaintext,
        CopyCompression compression,
        JoinedOutput output,
        CancellationToken cancellationToken
    )
    {
        var isUnseen = request.Share.Objects.Count > 1 || request.SkipsHeaders || item.HasHeader;
        if (compression == CopyCompression.None)
            await CopyAsync().ConfigureAwait(false);
        else
            await new ContentExpansion(openCompression)
                .RunAsync(item.Address, plaintext, compression, request.ExpansionLimit, static () => null, PutAsync, cancellationToken)
                .ConfigureAwait(false);

        async Task CopyAsync()
        {
            var step = new byte[ContentExpansion.StepLength];
            int count;
            do
            {
                count = await StreamReading.FillAsync(plaintext, step, cancellationToken).ConfigureAwait(false);
                await PutAsync(new ArraySegment<byte>(step, 0, count)).ConfigureAwait(false);
            } while (count == step.Length);
        }

        Task PutAsync(ArraySegment<byte> bytes)
        {
            // Only what is joined must be text.
            if (isUnseen)
                RefuseOther(request, item, bytes.AsSpan(0, Math.Min(bytes.Count, ContentLook.BeginningLength)));
            isUnseen = false;
            return output.WriteAsync(bytes, cancellationToken);
        }
    }

    /// <summary>Rejects content in which neither a line feed nor another object can follow.</summary>
    static void RefuseOther(StreamShareRequest request, ShareObject item, ReadOnlySpan<byte> beginning)
    {
        var look = ContentLook.At(beginning, ending: default);
        if (!look.IsText)
            throw new ShareListException(
                ShareListFault.ShareNotText,
                $"The content of {item.Address} {look.Finding}, and the share '{request.Share.Name}' can only join lines of text."
            );
    }
}
