using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>The tags that go along with an object. AWS takes them with the write; other servers may lose them, or know none.</summary>
internal sealed class ObjectTags(IObjectStore store)
{
    /// <param name="address">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="count">How many tags it has by another response; 0 where none told.</param>
    /// <exception cref="ObjectStoreException">They cannot be read, or are not as many.</exception>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(S3Address address, CancellationToken cancellationToken, int count = 0)
    {
        try
        {
            var found = await store.GetTagsAsync(address, cancellationToken).ConfigureAwait(false);
            // A page that is no list of tags reads as an empty one.
            return count == 0 || found.Count == count
                ? found
                : throw ReadResponse.Invalid(address, $"it has {found.Count} tags, and the object has {count}");
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.NotImplemented)
        {
            // A server that knows no tags has none to lose.
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.AccessDenied)
        {
            throw new ObjectStoreException(
                ObjectStoreFault.AccessDenied,
                $"The tags of {address} cannot be read, and would be lost: {exception.Message} Grant s3:GetObjectTagging.",
                exception
            );
        }
    }

    /// <summary>Gives an object that has just been written the tags that the write said, if it lacks them.</summary>
    public async Task CompleteAsync(ObjectWrite write, CancellationToken cancellationToken)
    {
        if (write.Tags.Count > 0 && !AreSame(write.Tags, await FindAsync(write.Address, cancellationToken).ConfigureAwait(false)))
            await SetAsync(write, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the response says of it is nothing, so the tags are read back.</summary>
    async Task SetAsync(ObjectWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await store.SetTagsAsync(write.Address, write.Tags, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException failure) when (failure.Fault == ObjectStoreFault.WriteNotConfirmed)
        {
            // They are asked for below.
        }
        if (!AreSame(write.Tags, await FindAsync(write.Address, cancellationToken).ConfigureAwait(false)))
            throw new ObjectStoreException(
                ObjectStoreFault.WriteNotConfirmed,
                $"{write.Address} is stored, but that its tags are could not be confirmed: the server returns others."
            );
    }

    static bool AreSame(IReadOnlyDictionary<string, string> tags, IReadOnlyDictionary<string, string> others) =>
        tags.Count == others.Count
        && tags.All(tag => others.TryGetValue(tag.Key, out var value) && string.Equals(tag.Value, value, StringComparison.Ordinal));
}
