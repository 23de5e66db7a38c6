namespace RedshiftEncryption.Storage;

/// <summary>Reads listings of several pages to their end, for callers that need them whole.</summary>
internal static class Listings
{
    /// <summary>Lists the current objects whose keys begin with a prefix.</summary>
    /// <param name="store">The store to list.</param>
    /// <param name="bucketName">The bucket.</param>
    /// <param name="keyPrefix">A literal prefix; empty for the whole bucket.</param>
    /// <param name="take">Receives the objects of each page.</param>
    /// <param name="progress">Receives the number of objects of each page; can be null.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ObjectStoreException">The listing cannot be read.</exception>
    public static async Task ReadAsync(
        IObjectLister store,
        string bucketName,
        string keyPrefix,
        Action<IReadOnlyList<ListedObject>> take,
        IProgress<int>? progress,
        CancellationToken cancellationToken
    )
    {
        string? continuation = null;
        do
        {
            var page = await store.ListAsync(bucketName, keyPrefix, continuation, cancellationToken).ConfigureAwait(false);
            take(page.Objects);
            progress?.Report(page.Objects.Count);
            continuation = page.Continuation;
        } while (continuation is not null);
    }

    /// <summary>Lists the parts of an open multipart upload, in ascending order: at most 10,000.</summary>
    /// <exception cref="ObjectStoreException">The listing cannot be read, or the upload no longer exists.</exception>
    public static async Task<List<ListedPart>> PartsAsync(
        IObjectWriter store,
        S3Address address,
        string uploadId,
        CancellationToken cancellationToken
    )
    {
        var parts = new List<ListedPart>();
        for (int? after = 0; after is { } marker; )
        {
            var page = await store.ListPartsAsync(address, uploadId, marker, cancellationToken).ConfigureAwait(false);
            parts.AddRange(page.Parts);
            after = page.Continuation;
        }
        return parts;
    }
}
