namespace RedshiftEncryption;

/// <summary>
/// The server may store an object and its reply be lost; the SDK's retry is then refused, for the upload is gone or the
/// object exists or is another one, or the replies to all attempts are lost. Only the object itself can tell whether it is the one that was sent.
/// </summary>
internal static class LostReply
{
    /// <summary>Whether a failure may be that of a lost reply.</summary>
    public static bool IsPossible(ObjectStoreException failure) =>
        failure.Fault is ObjectStoreFault.UploadNotFound or ObjectStoreFault.ObjectExists or ObjectStoreFault.ObjectChanged or ObjectStoreFault.Unavailable;

    /// <param name="store">Where it was sent to.</param>
    /// <param name="write">What was sent: its envelope is unique to it.</param>
    /// <param name="eTag">What the entity tag must be, for content without an envelope; null where that is not known.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The object if it is the one that was sent, else null.</returns>
    public static async Task<StoredObject?> FindAsync(IObjectStore store, ObjectWrite write, string? eTag, CancellationToken cancellationToken)
    {
        ObjectDescription? found;
        try
        {
            found = await store.FindAsync(write.Address, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException)
        {
            // It cannot be asked; the failure that led here is the one to report.
            return null;
        }
        return found is not null && (write.IsCiphertext ? HasMetadata(found, write) : HasETag(found, eTag)) ? found.ToStored() : null;
    }

    /// <summary>Whether an object has all the user metadata that were sent.</summary>
    public static bool HasMetadata(ObjectDescription found, ObjectWrite write) =>
        write.Metadata.All(field => found.Metadata.TryGetValue(field.Key, out var value) && string.Equals(value, field.Value, StringComparison.Ordinal));

    static bool HasETag(ObjectDescription found, string? eTag) =>
        eTag is not null && string.Equals(found.ETag, eTag, StringComparison.OrdinalIgnoreCase);
}
