namespace RedshiftEncryption.Storage.Retries;

/// <summary>Reads more of an object that has been opened. Wherever a content goes on, it must be that of the same object.</summary>
internal static class SameObject
{
    /// <param name="store">Where it is.</param>
    /// <param name="address">The object.</param>
    /// <param name="range">What to read of it.</param>
    /// <param name="first">What the first response said of it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ObjectStoreException">It cannot be read, or the response is of another object.</exception>
    public static async Task<ObjectContent> ReadAsync(
        IObjectStore store,
        S3Address address,
        ContentRange range,
        ObjectDescription first,
        CancellationToken cancellationToken
    )
    {
        var opened = await store.ReadAsync(address, range, first.ETag, cancellationToken).ConfigureAwait(false);
        try
        {
            ReadResponse.ThrowIfAnother(address, first, opened.Description);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
