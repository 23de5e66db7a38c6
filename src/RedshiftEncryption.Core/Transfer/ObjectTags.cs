using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Preserves the tags of an object. AWS accepts them with the write; other servers may lose them or not support tags.
/// </summary>
internal sealed class ObjectTags(IObjectWriter store)
{
    /// <param name="address">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="count">The number of tags according to another response; 0 if unknown.</param>
    /// <exception cref="ObjectStoreException">The tags cannot be read, or their number differs.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(S3Address address, CancellationToken cancellationToken, int count = 0)
    {
        try
        {
            var found = await store.GetTagsAsync(address, cancellationToken).ConfigureAwait(false);
            // A document that is not a list of tags is parsed as an empty list.
            return count == 0 || found.Count == count
                ? found
                : throw ReadResponse.Invalid(address, $"it contains {found.Count} tags, but the object has {count}");
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.NotImplemented)
        {
            // A server that does not support tags has none to lose.
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.AccessDenied)
        {
            throw new ObjectStoreException(
                ObjectStoreFault.AccessDenied,
                $"The tags of {address} cannot be read and would be lost: {exception.Message}",
                exception
            );
        }
    }

    /// <summary>
    /// Sets the tags of an object that has just been written, if the server did not store them with the write.
    /// </summary>
    public async Task CompleteAsync(ObjectWrite write, CancellationToken cancellationToken)
    {
        if (write.Tags.Count > 0 && !AreSame(write.Tags, await FindAsync(write.Address, cancellationToken).ConfigureAwait(false)))
            await SetAsync(write, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the tags. The response does not confirm them, so they are read back.</summary>
    async Task SetAsync(ObjectWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await store.SetTagsAsync(write.Address, write.Tags, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException failure) when (failure.Fault == ObjectStoreFault.WriteNotConfirmed)
        {
            // The tags are read back below.
        }
        if (!AreSame(write.Tags, await FindAsync(write.Address, cancellationToken).ConfigureAwait(false)))
            throw new ObjectStoreException(
                ObjectStoreFault.WriteNotConfirmed,
                $"{write.Address} is stored, but its tags could not be confirmed: the server returns different tags."
            );
    }

    static bool AreSame(IReadOnlyDictionary<string, string> tags, IReadOnlyDictionary<string, string> others) =>
        tags.Count == others.Count
        && tags.All(tag => others.TryGetValue(tag.Key, out var value) && string.Equals(tag.Value, value, StringComparison.Ordinal));
}
