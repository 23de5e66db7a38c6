using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Performs a multipart upload whose parts are ranges of another object or of the same one. The server copies them
/// concurrently.
/// </summary>
internal sealed class MultipartCopy(IObjectWriter store, ObjectWrite write)
{
    /// <summary>The largest object that one request to S3 can copy, and the largest part, in bytes: 5 GiB.</summary>
    public const long Limit = 5L * 1024 * 1024 * 1024;

    /// <summary>The default part length in bytes: 1 GiB is copied in a few seconds, so a failure costs little.</summary>
    public const long DefaultPartLength = 1024 * 1024 * 1024;

    /// <summary>The number of concurrent parts. The server does the work, without memory on this computer.</summary>
    const int PartsInProgress = 4;

    const long MiB = 1024 * 1024;

    /// <param name="source">The object to copy.</param>
    /// <param name="eTag">The ETag that the source must still have.</param>
    /// <param name="length">The length of the source in bytes, at least 1.</param>
    /// <param name="partLength">The part length in bytes, at least S3's minimum; increased if 10,000 parts would not be
    /// enough.</param>
    /// <param name="progress">Receives the numbers of bytes copied.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <exception cref="ObjectStoreException">The server refused a request or cannot be reached.</exception>
    /// <exception cref="UploadNotAbortedException">The copy failed, and its upload could not be aborted.</exception>
    public Task<StoredObject> RunAsync(
        S3Address source,
        string eTag,
        long length,
        long partLength,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var ranges = Ranges(length, partLength);
        return new UploadSession(store, write).RunAsync(
            uploadId => CopyAsync(source, eTag, ranges, uploadId, progress, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Gets the range of each part, in order.</summary>
    public static ContentRange[] Ranges(long length, long partLength)
    {
        var least = (length + PartSize.MaximumParts - 1) / PartSize.MaximumParts;
        var each = least <= partLength ? partLength : (least + MiB - 1) / MiB * MiB;
        var ranges = new ContentRange[(length + each - 1) / each];
        for (var i = 0; i < ranges.Length; i++)
            ranges[i] = new ContentRange(i * each, Math.Min(each, length - (i * each)));
        return ranges;
    }

    async Task<UploadedPart[]> CopyAsync(
        S3Address source,
        string eTag,
        ContentRange[] ranges,
        string uploadId,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = new UploadedPart[ranges.Length];
        var last = -1;
        // Completes when all parts have completed, and throws the original failure instead of a resulting cancellation.
        await Task.WhenAll(Enumerable.Range(0, Math.Min(PartsInProgress, ranges.Length)).Select(_ => CopySomeAsync()))
            .ConfigureAwait(false);
        // AWS checks the ETag with each part and again at the end; radosgw does neither.
        var description = await store.DescribeAsync(source, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(description.ETag, eTag, StringComparison.Ordinal))
            throw new ObjectStoreException(ObjectStoreFault.ObjectChanged, $"{source} was overwritten while it was copied.");
        return parts;

        async Task CopySomeAsync()
        {
            try
            {
                for (var i = Interlocked.Increment(ref last); i < ranges.Length; i = Interlocked.Increment(ref last))
                {
                    parts[i] = await store
                        .CopyPartAsync(source, eTag, ranges[i], write.Address, uploadId, i + 1, failed.Token)
                        .ConfigureAwait(false);
                    progress?.Report(ranges[i].Length);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await CancellationTokenSources.CancelAsync(failed).ConfigureAwait(false);
                throw;
            }
        }
    }
}
