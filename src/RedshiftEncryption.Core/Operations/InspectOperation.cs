using RedshiftEncryption.Envelope;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Determines how an object is encrypted and which root key decrypts it, without reading its content. Can run concurrently.
/// </summary>
/// <param name="store">The store that contains the object.</param>
internal sealed class InspectOperation(IObjectStore store)
{
    /// <summary>The storage class that the server does not report.</summary>
    const string StandardStorageClass = "STANDARD";

    /// <summary>Inspects an object.</summary>
    /// <exception cref="ObjectStoreException">The object's metadata cannot be read.</exception>
    public async Task<EncryptedS3Object> RunAsync(InspectRequest request, CancellationToken cancellationToken)
    {
        var address = request.Address;
        var description = await store.DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        var reading = await OpenedObject
            .ReadAsync(store, address, description, cancellationToken, request.HasNoInstructionFile)
            .ConfigureAwait(false);
        var openedBy = reading.Envelope is { } envelope ? OpenedBy(envelope, request.RootKeys) : null;
        return new EncryptedS3Object
        {
            BucketName = address.BucketName,
            Key = address.Key,
            VersionId = description.VersionId ?? address.VersionId,
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
            ProfileName = store.ProfileName,
            Length = description.Length,
            PlaintextLength =
                reading.Kind == EnvelopeKind.None ? description.Length : reading.Envelope?.PlaintextLength(description.Length),
            ETag = description.ETag,
            LastModified = description.LastModifiedUtc,
            StorageClass = description.StorageClass ?? StandardStorageClass,
            Envelope = reading.Kind.ToString(),
            ContentCipher = reading.ContentCipher,
            KeyWrap = reading.KeyWrap,
            RootKeyFingerprint = openedBy,
            OpenedBy = openedBy,
            RootKeyGroup = reading.Envelope is { KeyWrap: KeyWrapAlgorithm.Ecb } v1 ? KeyWrap.GroupOf(v1.WrappedKey) : null,
            CopyObstacle = CopyObstacle.Of(reading, description),
            ServerSideEncryption = description.ServerSideEncryption,
            KmsKeyId = description.KmsKeyId,
            Tallies = request.Tallies,
        };
    }

    static string? OpenedBy(ContentEnvelope envelope, RootKeyRing rootKeys)
    {
        if (rootKeys.Open(envelope) is not { } keys)
            return null;
        keys.DataKey.Dispose();
        return keys.RootKey.Fingerprint;
    }
}
