using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Determines how an object is encrypted and which root key decrypts it, without reading its content. Can run concurrently.
/// </summary>
/// <param name="store">The store that contains the object.</param>
internal sealed class InspectOperation(IObjectReader store)
{
    /// <summary>Inspects an object.</summary>
    /// <exception cref="ObjectStoreException">The object's metadata cannot be read.</exception>
    public async Task<EncryptedS3Object> RunAsync(InspectRequest request, CancellationToken cancellationToken)
    {
        var description = await store.DescribeAsync(request.Address, cancellationToken).ConfigureAwait(false);
        var reading = await OpenedObject
            .ReadAsync(store, request.Address, description, cancellationToken, request.HasNoInstructionFile)
            .ConfigureAwait(false);
        var (rootKey, openedBy) = request.Keys.Identify(reading.Envelope);
        return new EncryptedS3Object(ObjectRecords.Of(store, request.Address, description, reading))
        {
            RootKeyFingerprint = rootKey?.Fingerprint,
            OpenedBy = openedBy,
            FailureCounters = request.FailureCounters,
        };
    }
}
