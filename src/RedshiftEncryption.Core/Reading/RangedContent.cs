using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>Represents an object that is read range by range. Every range must be of the same object as the first one.</summary>
/// <param name="store">The store that contains the object.</param>
/// <param name="address">The object.</param>
/// <param name="first">The beginning of the object, which has been opened to read its metadata.</param>
internal sealed class RangedContent(IObjectReader store, S3Address address, ObjectContent first)
{
    /// <summary>
    /// The length of the ranges and of their buffers, in bytes: a multiple of 16. An object that is not longer is read with one
    /// request, but also by range: the AWS SDK computes the MD5 of whole objects, which costs more than decrypting them.
    /// </summary>
    public const int RangeLength = PartSize.Default;

    int firstTaken;

    public S3Address Address => address;

    /// <summary>Gets the length of the object in bytes.</summary>
    public long ObjectLength => first.ObjectLength;

    /// <summary>Opens an object's beginning.</summary>
    /// <param name="store">The store that contains the object.</param>
    /// <param name="address">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="eTag">The ETag that the object must have; null for any.</param>
    public static async Task<ObjectContent> OpenAsync(
        IObjectReader store,
        S3Address address,
        CancellationToken cancellationToken,
        string? eTag = null
    )
    {
        try
        {
            return await store.ReadAsync(address, new ContentRange(0, RangeLength), eTag, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.RangeNotSatisfiable)
        {
            // An empty object has no range.
            return await store.ReadAsync(address, range: null, eTag, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a range, which the caller disposes of.</summary>
    /// <exception cref="ObjectStoreException">The range cannot be read, or the object has been overwritten.</exception>
    public async Task<ObjectContent> OpenAsync(ContentRange range, CancellationToken cancellationToken)
    {
        if (range.Start == 0 && range.Length <= first.Length && Interlocked.Exchange(ref firstTaken, 1) == 0)
            return first;
        return await SameObject.ReadAsync(store, address, range, first.Description, cancellationToken).ConfigureAwait(false);
    }

    public ObjectStoreException EndedEarly() =>
        new(ObjectStoreFault.Unavailable, $"{address} ended before its {first.ObjectLength} bytes.");
}
