using RedshiftEncryption.Storage;
using RedshiftEncryption.Storage.Retries;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Reading;

/// <summary>An object that is read range by range; every range must be of the object that the first one was of.</summary>
/// <param name="store">Where it is.</param>
/// <param name="address">The object.</param>
/// <param name="first">Its beginning, which has been opened already to see what the object is.</param>
internal sealed class RangedContent(IObjectReader store, S3Address address, ObjectContent first)
{
    /// <summary>
    /// The length of the ranges, in bytes: buffers are of this length, and it is a multiple of 16. An object no longer than
    /// this is read by one request, and by
    /// range too: the AWS SDK hashes whole objects by MD5 behind one's back, which costs more than decrypting them.
    /// </summary>
    public const int RangeLength = PartSize.Default;

    int firstTaken;

    public S3Address Address => address;

    /// <summary>In bytes.</summary>
    public long ObjectLength => first.ObjectLength;

    /// <summary>Opens an object's beginning.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="address">The object.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public static async Task<ObjectContent> OpenAsync(IObjectReader store, S3Address address, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(address, new ContentRange(0, RangeLength), eTag: null, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.RangeNotSatisfiable)
        {
            // An empty object has no range.
            return await store.ReadAsync(address, range: null, eTag: null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a range; the caller disposes of it.</summary>
    /// <exception cref="ObjectStoreException">It cannot be read, or is of another object by now.</exception>
    public async Task<ObjectContent> OpenAsync(ContentRange range, CancellationToken cancellationToken)
    {
        if (range.Start == 0 && range.Length <= first.Length && Interlocked.Exchange(ref firstTaken, 1) == 0)
            return first;
        return await SameObject.ReadAsync(store, address, range, first.Description, cancellationToken).ConfigureAwait(false);
    }

    public ObjectStoreException EndedEarly() =>
        new(ObjectStoreFault.Unavailable, $"{address} ended before its {first.ObjectLength} bytes.");
}
