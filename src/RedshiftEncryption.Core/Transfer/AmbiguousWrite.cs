using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Confirms ambiguous writes, whose response does not show whether they were done: the response was lost or is not from
/// S3, or a retry was refused because the upload is gone or the object exists or has changed. Only the object itself
/// can show it.
/// </summary>
internal static class AmbiguousWrite
{
    /// <summary>Returns whether the object may be stored despite the failure.</summary>
    public static bool IsPossible(ObjectStoreException failure) =>
        failure.Fault
            is ObjectStoreFault.UploadNotFound
                or ObjectStoreFault.ObjectExists
                or ObjectStoreFault.ObjectChanged
                or ObjectStoreFault.WriteNotConfirmed
        || (failure.Fault == ObjectStoreFault.Unavailable && !failure.IsRejection);

    /// <summary>Runs a write. If its response is ambiguous, reads the object's properties to confirm the write.</summary>
    /// <param name="store">The store to write to.</param>
    /// <param name="write">The description of the object.</param>
    /// <param name="content">The properties that identify the object if it has no envelope.</param>
    /// <param name="request">Sends the write.</param>
    /// <param name="cancellationToken">Cancels the request for the object's properties.</param>
    /// <exception cref="ObjectStoreException">The write failed, or could not be confirmed.</exception>
    public static async Task<StoredObject> ConfirmAsync(
        IObjectWriter store,
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
                obstacle = "The existing object could not be recognized as the one that was sent.";
            }
            catch (ObjectStoreException unanswered)
            {
                obstacle = unanswered.Message;
            }
            // Other failures are unambiguous.
            if (failure.Fault != ObjectStoreFault.WriteNotConfirmed)
                throw;
            throw new ObjectStoreException(ObjectStoreFault.WriteNotConfirmed, $"{failure.Message} {obstacle}", failure);
        }
    }

    /// <summary>Returns whether an object has all the user metadata that was sent.</summary>
    public static bool HasMetadata(ObjectDescription found, ObjectWrite write) =>
        write.Metadata.All(field => CarriedProperties.HasField(found, field.Key, field.Value));

    static bool IsWritten(ObjectDescription found, ObjectWrite write, WrittenContent content)
    {
        if (content.Length is { } length && found.Length != length)
            return false;
        if (write.IsCiphertext)
            return IsSame(found, write, EnvelopeFields.WrappedKey) && IsSame(found, write, EnvelopeFields.InitializationVector);
        // A mark identifies the source and not the write: the object that the write overwrites can have the same one.
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
