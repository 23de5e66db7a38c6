using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Creates the records of objects. Operations add what only they know.</summary>
internal static class ObjectRecords
{
    /// <summary>Creates a record with only the location of an object.</summary>
    public static EncryptedS3Object Of(IStoreLocation store, S3Address address) =>
        new()
        {
            BucketName = address.BucketName,
            Key = address.Key,
            VersionId = address.VersionId,
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
            ProfileName = store.ProfileName,
        };

    /// <summary>Gets the envelope for a record, which tells first whether it is in an instruction file.</summary>
    public static EnvelopeKind EnvelopeOf(EnvelopeReading reading) =>
        reading is { Instructions: not null, Envelope: not null } ? EnvelopeKind.InstructionFile : reading.Kind;

    /// <summary>Creates a record with everything that an object's metadata contains.</summary>
    /// <param name="store">The store that contains the object.</param>
    /// <param name="address">The object.</param>
    /// <param name="description">What the server reports about it.</param>
    /// <param name="reading">Its envelope.</param>
    public static EncryptedS3Object Of(IStoreLocation store, S3Address address, ObjectDescription description, EnvelopeReading reading) =>
        new(Of(store, address))
        {
            VersionId = description.VersionId ?? address.VersionId,
            Length = description.Length,
            PlaintextLength =
                reading.Kind == EnvelopeKind.None ? description.Length : reading.Envelope?.PlaintextLength(description.Length),
            ETag = description.ETag,
            LastModified = description.LastModifiedUtc,
            StorageClass = description.StorageClass ?? StorageClassName.Standard,
            Envelope = EnvelopeOf(reading).ToString(),
            ContentCipher = reading.ContentCipher,
            KeyWrap = reading.KeyWrap,
            RootKeyGroup = reading is { Kind: EnvelopeKind.V1, Envelope: { KeyWrap: SymmetricKeyWrap } v1 }
                ? KeyWrap.GroupOf(v1.WrappedKey)
                : null,
            CopyObstacle = CopyObstacle.Of(reading, description),
            ServerSideEncryption = description.ServerSideEncryption,
            KmsKeyId = description.KmsKeyId,
        };
}
