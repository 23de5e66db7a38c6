using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// A write whose response does not tell whether it was done: the response is lost, or is not S3's own, or a retry was
/// refused because the upload is gone or the object exists or has changed. Only the object itself can tell.
/// </summary>
internal static class AmbiguousWrite
{
    /// <summary>Whether the object may be stored despite the failure.</summary>
    public static bool IsPossible(ObjectStoreException failure) =>
        failure.Fault
            is ObjectStoreFault.UploadNotFound
                or ObjectStoreFault.ObjectExists
                or ObjectStoreFault.ObjectChanged
                or ObjectStoreFault.WriteNotConfirmed
        || (failure.Fault == ObjectStoreFault.Unavailable && !failure.IsRejection);

    /// <summary>Runs a write; where its response leaves it open whether it was done, asks for the object.</summary>
    /// <param name="store">Where it is sent to.</param>
    /// <param name="write">What is said of the object.</param>
    /// <param name="content">What the object can be recognized by, if it has no envelope.</param>
    /// <param name="request">Sends it.</param>
    /// <param name="cancellationToken">Cancels the request for the object.</param>
    /// <exception cref="ObjectStoreException">The write failed, or could not be confirmed.</exception>
    public static async Task<StoredObject> ConfirmAsync(
        IObjectStore store,
        ObjectWrite write,
        WrittenContent content,
        Func<Task<StoredObject>> request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (ObjectStoreException failure) when (IsPossible(failure))
        {
            string obstacle;
            try
            {
                var found = await store.DescribeStoredAsync(write.Address, cancellationToken).ConfigureAwait(false);
                if (IsWritten(found, write, content))
                    return found.ToStored();
                obstacle = "The object that is there cannot be recognized as the one that was sent.";
            }
            catch (ObjectStoreException unanswered)
            {
                obstacle = unanswered.Message;
            }
            // Any other failure says itself what happened.
            if (failure.Fault != ObjectStoreFault.WriteNotConfirmed)
                throw;
            throw new ObjectStoreException(ObjectStoreFault.WriteNotConfirmed, $"{failure.Message} {obstacle}", failure);
        }
    }

    /// <summary>Whether an object has all the user metadata that were sent.</summary>
    public static bool HasMetadata(ObjectDescription found, ObjectWrite write) =>
        write.Metadata.All(field => CarriedProperties.HasField(found, field.Key, field.Value));

    static bool IsWritten(ObjectDescription found, ObjectWrite write, WrittenContent content)
    {
        if (found.Length != content.Length)
            return false;
        if (write.IsCiphertext)
            return IsSame(found, write, EnvelopeFields.WrappedKey) && IsSame(found, write, EnvelopeFields.InitializationVector);
        // A mark names the source and not the write: an object that the write was to overwrite may have the same one.
        if (write.Metadata.ContainsKey(SourceMark.Field))
        {
            return HasMetadata(found, write)
                && string.Equals(found.ServerSideEncryption, write.ServerSideEncryption, StringComparison.Ordinal)
                && (write.ReplacedETag is null || !string.Equals(found.ETag, write.ReplacedETag, StringComparison.Ordinal));
        }
        return (content.ETag() is { } eTag && string.Equals(found.ETag, eTag, StringComparison.OrdinalIgnoreCase))
            || (content.Crc32C is { } checksum && found.Crc32C == checksum);
    }

    static bool IsSame(ObjectDescription found, ObjectWrite write, string field) =>
        write.Metadata.TryGetValue(field, out var sent) && CarriedProperties.HasField(found, field, sent);
}
