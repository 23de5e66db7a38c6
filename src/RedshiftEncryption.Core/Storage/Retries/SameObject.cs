namespace RedshiftEncryption.Storage.Retries;

/// <summary>Reads more of an object that is already open, and checks that it is still the same object.</summary>
internal static class SameObject
{
    /// <param name="store">The store of the object.</param>
    /// <param name="address">The object.</param>
    /// <param name="range">The range to read.</param>
    /// <param name="first">The description from the first response.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ObjectStoreException">The object cannot be read, or the response is for another object.</exception>
    public static async Task<ObjectContent> ReadAsync(
        IObjectReader store,
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
