using RedshiftEncryption.Compatibility;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// A multipart upload whose parts are ranges of another object, or of the same one, which the server copies side by side.
/// </summary>
internal sealed class MultipartCopy(IObjectStore store, ObjectWrite write)
{
    /// <summary>S3's largest object that one request copies, and its largest part, in bytes: 5 GiB.</summary>
    public const long Limit = 5L * 1024 * 1024 * 1024;

    /// <summary>In bytes: 1 GiB is copied in a few seconds, so a failure costs little.</summary>
    public const long DefaultPartLength = 1024 * 1024 * 1024;

    /// <summary>The server does the work, and nothing of it is in this machine's memory.</summary>
    const int PartsUnderWay = 4;

    const long MiB = 1024 * 1024;

    /// <param name="source">What is copied.</param>
    /// <param name="eTag">It must still have this one.</param>
    /// <param name="length">Its length in bytes, at least 1.</param>
    /// <param name="partLength">In bytes, at least S3's least; grows where 10,000 parts would not suffice.</param>
    /// <param name="progress">Told of bytes copied.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <exception cref="ObjectStoreException">The server refused or cannot be reached.</exception>
    /// <exception cref="UploadNotAbortedException">The copy failed, and so did giving its upload up.</exception>
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

    /// <summary>Which range each part is, in order.</summary>
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
        // It ends when all have ended, and names what failed, not what was cancelled for it.
        await Task.WhenAll(Enumerable.Range(0, Math.Min(PartsUnderWay, ranges.Length)).Select(_ => CopySomeAsync())).ConfigureAwait(false);
        // AWS checks it with each part and once more at the end; radosgw does neither.
        var description = await store.DescribeAsync(source, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(description.ETag, eTag, StringComparison.Ordinal))
            throw new ObjectStoreException(ObjectStoreFault.ObjectChanged, $"{source} was replaced while it was copied.");
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
