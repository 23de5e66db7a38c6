using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Replaces the root key of an object: wraps its data key under the new root key, and has the server copy the object onto
/// itself with new metadata. The content is neither read nor changed. Can run concurrently.
/// </summary>
/// <param name="store">The store that contains the objects.</param>
/// <param name="copyLimit">The largest object that one request copies, in bytes; others are copied in parts.</param>
/// <param name="partLength">The length of these parts in bytes.</param>
internal sealed class RekeyOperation(
    IObjectWriter store,
    long copyLimit = MultipartCopy.Limit,
    long partLength = MultipartCopy.DefaultPartLength
)
{
    /// <summary>Plans a rotation: reads the object's metadata.</summary>
    /// <exception cref="ObjectStoreException">The metadata cannot be read, or the specified version is not the current one.</exception>
    /// <exception cref="RootKeyRequiredException">No root key was specified.</exception>
    /// <exception cref="EnvelopeException">The envelope cannot be opened, or this module does not write its kind.</exception>
    /// <exception cref="DamagedContentException">The content does not have the length that it was written with.</exception>
    public async Task<RekeyPlan> PlanAsync(RekeyRequest request, CancellationToken cancellationToken)
    {
        // A copy becomes the current version, so it must be one of the current version.
        var address = request.Address with
        {
            VersionId = null,
        };
        var description = await store.DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        if (request.Address.VersionId is { } version && !string.Equals(version, description.VersionId, StringComparison.Ordinal))
            throw new ObjectStoreException(
                ObjectStoreFault.ObjectChanged,
                $"Version '{version}' of {address} is not the current one, and a copy of it would become the current one. "
                    + "The object was not modified."
            );
        var reading = await OpenedObject.ReadAsync(store, address, description, cancellationToken).ConfigureAwait(false);
        if (reading.Kind is EnvelopeKind.V2 or EnvelopeKind.V3)
            throw new EnvelopeException(
                EnvelopeFault.UnsupportedEnvelope,
                $"{address} cannot be re-keyed: {reading.Obstacle}, and this module writes only V1 envelopes. "
                    + "Convert it with Convert-EncryptedS3Object instead."
            );
        OpenedObject.ThrowIfDamaged(address, reading, description.Length);
        if (reading.Envelope is { } envelope && Opens(request.NewRootKey, envelope))
            return new RekeyPlan(request, description, envelope, request.NewRootKey);
        var keys = OpenedObject.Open(address, reading, request.RootKeys);
        keys?.DataKey.Dispose();
        return new RekeyPlan(request, description, reading.Envelope, keys?.RootKey);
    }

    /// <summary>Performs a planned rotation, and checks the result.</summary>
    /// <exception cref="ObjectStoreException">The server refused a request or cannot be reached, or another client has
    /// overwritten the object.</exception>
    /// <exception cref="UploadNotAbortedException">The copy in parts failed, and aborting it also failed.</exception>
    public async Task<EncryptedS3Object> RunAsync(RekeyPlan plan, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (!plan.IsDue)
            return Record(plan, plan.Description);
        CarriedProperties.ThrowIfIncomplete(plan.Request.Address, plan.Description);
        using var dataKey = plan.Envelope!.Open(plan.RootKey!)!;
        var write = Write(plan, KeyWrap.Wrap(plan.Request.NewRootKey, dataKey));
        await CopyAsync(write, plan.Description, progress, cancellationToken).ConfigureAwait(false);
        var found = await store.DescribeAsync(write.Address, cancellationToken).ConfigureAwait(false);
        Check(write, plan, found, dataKey);
        return Record(plan, found);
    }

    static bool Opens(RootKey rootKey, ContentEnvelope envelope)
    {
        using var dataKey = envelope.Open(rootKey);
        return dataKey is not null;
    }

    static ObjectWrite Write(RekeyPlan plan, byte[] wrappedKey)
    {
        var before = plan.Description;
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in before.Metadata)
            metadata[field.Key] = field.Value;
        metadata[EnvelopeFields.WrappedKey] = Convert.ToBase64String(wrappedKey);
        return new ObjectWrite(plan.Request.Address with { VersionId = null })
        {
            Metadata = metadata,
            IsCiphertext = true,
            Headers = before.Headers,
            StorageClass = before.StorageClass,
            ServerSideEncryption = before.ServerSideEncryption,
            KmsKeyId = before.KmsKeyId,
            ReplacedETag = before.ETag,
        };
    }

    async Task CopyAsync(ObjectWrite write, ObjectDescription before, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var eTag = EntityTag.IsStrong(before.ETag)
            ? before.ETag
            : throw new ObjectStoreException(
                ObjectStoreFault.RequestRefused,
                $"The server returned no ETag for {write.Address}, so a concurrent change could not be detected. "
                    + "The object was not modified."
            );
        var inParts = before.Length > copyLimit;
        var tags = new ObjectTags(store);
        // At AWS, a copy in one request keeps its tags, and an upload in parts specifies them. Other servers may lose them either way.
        if (inParts || store.EndpointUrl is not null)
            write = write with { Tags = await tags.FindAsync(write.Address, cancellationToken).ConfigureAwait(false) };
        if (inParts || !await TryCopyWholeAsync(write, eTag, cancellationToken).ConfigureAwait(false))
            await new MultipartCopy(store, write)
                .RunAsync(write.Address, eTag, before.Length, partLength, progress, cancellationToken)
                .ConfigureAwait(false);
        else
            progress?.Report(before.Length);
        await tags.CompleteAsync(write, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False if the server does not support it, as radosgw does not with server-side encryption.</returns>
    async Task<bool> TryCopyWholeAsync(ObjectWrite write, string eTag, CancellationToken cancellationToken)
    {
        try
        {
            await store.CopyAsync(write.Address, eTag, write, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (exception.Fault == ObjectStoreFault.NotImplemented)
        {
            return false;
        }
        return true;
    }

    static void Check(ObjectWrite write, RekeyPlan plan, ObjectDescription found, DataKey dataKey)
    {
        using var opened = EnvelopeReader.Read(found.Metadata).Envelope?.Open(plan.Request.NewRootKey);
        if (opened is null || !opened.Secret.Span.SequenceEqual(dataKey.Secret.Span) || found.Length != plan.Description.Length)
            throw new ObjectStoreException(
                ObjectStoreFault.ObjectChanged,
                $"{write.Address} is not what was just written: another client has overwritten it, "
                    + "or the server did not store its metadata."
            );
        CarriedProperties.ThrowIfChanged(write, found);
        EncryptionCheck.ThrowIfIgnored(write, found.ServerSideEncryption);
    }

    EncryptedS3Object Record(RekeyPlan plan, ObjectDescription found)
    {
        var (address, known) = (plan.Request.Address, plan.Request.Known);
        return new EncryptedS3Object(ObjectRecords.Of(store, address, found, EnvelopeReader.Read(found.Metadata)))
        {
            VersionId = found.VersionId,
            SourcePath = known?.SourcePath,
            SourceLastWriteTimeUtc = known?.SourceLastWriteTimeUtc,
            SourceOffset = known?.SourceOffset,
            SourceLength = known?.SourceLength,
            HeaderLength = known?.HeaderLength ?? 0,
            Compression = known?.Compression ?? CompressionByName.Of(address.Key).ToString(),
            RootKeyFingerprint = plan.Request.NewRootKey.Fingerprint,
            FailureCounters = plan.Request.FailureCounters,
        };
    }
}
