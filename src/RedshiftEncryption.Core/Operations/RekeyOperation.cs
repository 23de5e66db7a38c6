using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Replaces the root key of an object: wraps its data key under the new root key, and has the server copy the object onto
/// itself with new metadata. If the envelope is in an instruction file, only that file is written. The content is neither read
/// nor changed. Can run concurrently.
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
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    /// <exception cref="EnvelopeException">The envelope cannot be opened, or this module does not write its kind.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    /// <exception cref="DamagedContentException">The content does not have the length that it was written with.</exception>
    public async Task<RekeyPlan> PlanAsync(RekeyRequest request, CancellationToken cancellationToken)
    {
        // A copy becomes the current version, so it must be one of the current version.
        var address = request.Address with
        {
            VersionId = null,
        };
        var description = await store.DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        var isCurrent =
            request.Address.VersionId is not { } version
            || string.Equals(version, description.VersionId ?? S3Address.NullVersion, StringComparison.Ordinal);
        if (!isCurrent && !request.AcceptsNewer)
            throw NotCurrent(request);
        var reading = await OpenedObject.ReadAsync(store, address, description, cancellationToken).ConfigureAwait(false);
        if (reading.Kind is EnvelopeKind.V2 or EnvelopeKind.V3)
            throw new EnvelopeException(
                EnvelopeFault.UnsupportedEnvelope,
                $"{address} cannot be re-keyed: {reading.Obstacle}, and this module writes only V1 envelopes. "
                    + "Convert it with Convert-EncryptedS3Object instead."
            );
        if (reading.Envelope is { KeyWrap: RsaKeyWrap })
            throw new EnvelopeException(
                EnvelopeFault.UnsupportedEnvelope,
                $"{address} cannot be re-keyed: {reading.Obstacle}. Convert it with Convert-EncryptedS3Object instead."
            );
        OpenedObject.ThrowIfDamaged(address, reading, description.Length);
        if (reading.Envelope is { } envelope && Opens(request.NewRootKey, envelope))
            return new RekeyPlan(request, description, reading, request.NewRootKey);
        if (!isCurrent)
            throw NotCurrent(request);
        using var key = await OpenedObject.OpenAsync(address, reading, request.Keys, store.Region, cancellationToken).ConfigureAwait(false);
        return new RekeyPlan(request, description, reading, key?.RootKey);
    }

    /// <summary>Performs a planned rotation, and checks the result.</summary>
    /// <exception cref="ObjectStoreException">The server refused a request or cannot be reached, or another client has
    /// overwritten the object.</exception>
    /// <exception cref="UploadNotAbortedException">The copy in parts failed, and aborting it also failed.</exception>
    public async Task<EncryptedS3Object> RunAsync(RekeyPlan plan, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (!plan.IsDue)
            return Record(plan, plan.Description, plan.Reading);
        using var dataKey = plan.Reading.Envelope!.Open(plan.RootKey!)!;
        var wrappedKey = Convert.ToBase64String(KeyWrap.Wrap(plan.Request.NewRootKey, dataKey));
        ObjectWrite write;
        if (plan.Reading.Instructions is { } instructions)
        {
            CarriedProperties.ThrowIfIncomplete(instructions.Address, instructions.Description);
            write = Write(instructions.Address, instructions.Description, instructions.Description.Metadata);
            await PutAsync(write, instructions, wrappedKey, cancellationToken).ConfigureAwait(false);
            progress?.Report(plan.Description.Length);
        }
        else
        {
            CarriedProperties.ThrowIfIncomplete(plan.Request.Address, plan.Description);
            var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var field in plan.Description.Metadata)
                metadata[field.Key] = field.Value;
            metadata[EnvelopeFields.WrappedKey] = wrappedKey;
            write = Write(plan.Request.Address with { VersionId = null }, plan.Description, metadata) with { IsCiphertext = true };
            await CopyAsync(write, plan.Description, progress, cancellationToken).ConfigureAwait(false);
        }
        return await CheckAsync(write, plan, dataKey, cancellationToken).ConfigureAwait(false);
    }

    static ObjectStoreException NotCurrent(RekeyRequest request) =>
        new(
            ObjectStoreFault.ObjectChanged,
            $"Version '{request.Address.VersionId}' of {request.Address} is not the current one, and a copy of it would become the "
                + "current one. The object was not modified."
        );

    static bool Opens(RootKey rootKey, ContentEnvelope envelope)
    {
        using var dataKey = envelope.Open(rootKey);
        return dataKey is not null;
    }

    /// <summary>Returns the write that replaces an object and keeps everything but its metadata.</summary>
    static ObjectWrite Write(S3Address address, ObjectDescription before, IReadOnlyDictionary<string, string> metadata) =>
        new(address)
        {
            Metadata = metadata,
            Headers = before.Headers,
            StorageClass = before.StorageClass,
            ServerSideEncryption = before.ServerSideEncryption,
            KmsKeyId = before.KmsKeyId,
            ReplacedETag = before.ETag,
        };

    /// <summary>Replaces an instruction file, on the condition that it has not changed.</summary>
    async Task PutAsync(ObjectWrite write, InstructionFileContent instructions, string wrappedKey, CancellationToken cancellationToken)
    {
        ThrowIfUnconditional(write.Address, instructions.Description);
        var content = InstructionFile.Format(instructions, wrappedKey);
        var tags = new ObjectTags(store);
        write = write with
        {
            Tags = await tags.FindAsync(write.Address, cancellationToken, instructions.Description.TagCount).ConfigureAwait(false),
        };
        _ = await new ObjectUpload(store).PutAsync(write, new ArraySegment<byte>(content), cancellationToken).ConfigureAwait(false);
        await tags.CompleteAsync(write, cancellationToken).ConfigureAwait(false);
    }

    static string ThrowIfUnconditional(S3Address address, ObjectDescription before) =>
        EntityTag.IsStrong(before.ETag)
            ? before.ETag
            : throw new ObjectStoreException(
                ObjectStoreFault.RequestRefused,
                $"The server returned no ETag for {address}, so a concurrent change could not be detected. "
                    + "The object was not modified."
            );

    async Task CopyAsync(ObjectWrite write, ObjectDescription before, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var eTag = ThrowIfUnconditional(write.Address, before);
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

    async Task<EncryptedS3Object> CheckAsync(ObjectWrite write, RekeyPlan plan, DataKey dataKey, CancellationToken cancellationToken)
    {
        var address = plan.Request.Address with { VersionId = null };
        var found = await store.DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        var reading = await OpenedObject.ReadAsync(store, address, found, cancellationToken).ConfigureAwait(false);
        using var opened = reading.Envelope?.Open(plan.Request.NewRootKey);
        if (opened is null || !opened.Secret.Span.SequenceEqual(dataKey.Secret.Span) || found.Length != plan.Description.Length)
            throw new ObjectStoreException(
                ObjectStoreFault.ObjectChanged,
                $"{write.Address} is not what was just written: another client has overwritten it, "
                    + "or the server did not store its metadata."
            );
        var written = reading.Instructions?.Description ?? found;
        CarriedProperties.ThrowIfChanged(write, written);
        EncryptionCheck.ThrowIfIgnored(write, written.ServerSideEncryption);
        return Record(plan, found, reading);
    }

    EncryptedS3Object Record(RekeyPlan plan, ObjectDescription found, EnvelopeReading reading)
    {
        var (address, known) = (plan.Request.Address, plan.Request.Known);
        return new EncryptedS3Object(ObjectRecords.Of(store, address, found, reading))
        {
            VersionId = found.VersionId,
            SourcePath = known?.SourcePath,
            SourceLastWriteTimeUtc = known?.SourceLastWriteTimeUtc,
            SourceOffset = known?.SourceOffset,
            SourceLength = known?.SourceLength,
            HeaderLength = known?.HeaderLength ?? 0,
            RowCount = known?.RowCount,
            Compression = known?.Compression ?? CompressionByName.Of(address.Key).ToString(),
            RootKeyFingerprint = plan.Request.NewRootKey.Fingerprint,
            FailureCounters = plan.Request.FailureCounters,
        };
    }
}
