using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Stores a client-side encrypted object's plaintext with server-side encryption. The content is decrypted as it is read
/// and sent from the same buffers, and no plaintext is written to a disk. An object that an earlier run has stored is left
/// unchanged. Can run concurrently.
/// </summary>
/// <param name="store">The store that contains the source and the destination.</param>
/// <param name="buffers">The buffers of the command.</param>
internal sealed class ConvertOperation(IObjectWriter store, BufferPool buffers)
{
    readonly EarlierConversion earlier = new(store, buffers);

    /// <summary>Plans a conversion: reads the metadata of the object and of its destination.</summary>
    /// <exception cref="ObjectStoreException">A request failed, or the destination is another object.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    /// <exception cref="DamagedContentException">The object is damaged.</exception>
    public async Task<ConvertPlan> PlanAsync(ConvertRequest request, CancellationToken cancellationToken)
    {
        var isListed = EarlierConversion.CanBeListed(request);
        var existing = isListed ? await store.FindAsync(request.Destination, cancellationToken).ConfigureAwait(false) : null;
        if (existing is not null && EarlierConversion.IsOfListed(request, existing))
            return new ConvertPlan(request, Source: null, existing, ConvertOutcome.Done);
        var source =
            existing is not null && request.Destination == request.Source
                ? existing
                : await store.DescribeAsync(request.Source, cancellationToken).ConfigureAwait(false);
        var reading = await OpenedObject
            .ReadAsync(store, request.Source, source, cancellationToken, request.HasNoInstructionFile)
            .ConfigureAwait(false);
        if (reading.Kind == EnvelopeKind.None && request.RequiresEncryption)
            throw RequireEncryptionOperation.NotClientSide(request.Source);
        // An instruction file has no content of its own. The object that it belongs to is reported as an error.
        if (reading.Kind == EnvelopeKind.None || reading.IsInstructionFile)
            return new ConvertPlan(request, source, Existing: null, ConvertOutcome.NotEncrypted);
        if (request.IsInPlace)
            existing = null;
        else if (!isListed)
            existing = await store.FindAsync(request.Destination, cancellationToken).ConfigureAwait(false);
        var outcome = existing is null ? ConvertOutcome.Convert : EarlierConversion.OutcomeOf(request, source, reading.Envelope, existing);
        var plan = new ConvertPlan(request, source, existing, outcome ?? ConvertOutcome.Convert)
        {
            IsLengthOpen =
                ConvertibleManifest.IsPossible(request.Source.Key, source.Length)
                || reading.Envelope?.PlaintextLength(source.Length) is null,
        };
        if (outcome == ConvertOutcome.Done && !plan.IsLengthOpen)
            return plan;
        OpenedObject.ThrowIfDamaged(request.Source, reading, source.Length);
        if (request.IsInPlace && reading.Instructions is { } instructions)
            throw new EnvelopeException(
                EnvelopeFault.UnsupportedEnvelope,
                $"{request.Source} cannot be converted in place: its envelope is in the instruction file {instructions.Address}, "
                    + "with which readers would take the result for ciphertext. Specify a destination."
            );
        await TryOpenAsync(request, reading, cancellationToken).ConfigureAwait(false);
        return outcome is null && !request.Replace ? throw EarlierConversion.Taken(request) : plan;
    }

    /// <summary>Fails if no specified key opens an object. AWS KMS is not asked, because it is asked for each object once.</summary>
    async Task TryOpenAsync(ConvertRequest request, EnvelopeReading reading, CancellationToken cancellationToken)
    {
        if (reading.Envelope is { KeyWrap: KmsKeyWrap })
            return;
        using var key = await OpenedObject
            .OpenAsync(request.Source, reading, request.Keys, store.Region, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Plans and performs a conversion.</summary>
    public async Task<ConvertResult> RunAsync(ConvertRequest request, IProgress<long>? progress, CancellationToken cancellationToken) =>
        await RunAsync(await PlanAsync(request, cancellationToken).ConfigureAwait(false), progress, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Performs a planned conversion.</summary>
    /// <exception cref="ObjectStoreException">A request failed, or the destination is another object.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="KeyProtectionException">AWS KMS did not decrypt the data key.</exception>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    /// <exception cref="CopyManifestException">The object is an ambiguous UNLOAD manifest.</exception>
    /// <exception cref="DamagedContentException">The object is damaged, or the stored content is not what was sent.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and aborting it also failed.</exception>
    public async Task<ConvertResult> RunAsync(ConvertPlan plan, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var request = plan.Request;
        if (plan.Outcome == ConvertOutcome.NotEncrypted)
            return new ConvertResult(Object: null);
        if (plan is { Outcome: ConvertOutcome.Done, IsLengthOpen: false })
            return Left(plan, plan.SourceVersionId, progress, verified: null);
        using var opened = await OpenedObject.OpenAsync(store, request.Source, request.Keys, cancellationToken).ConfigureAwait(false);
        var manifest = await ConvertibleManifest.ReadAsync(request, opened, buffers, cancellationToken).ConfigureAwait(false);
        var result = plan.Existing is null
            ? null
            : await FindAsync(plan, opened, manifest?.Text, progress, cancellationToken).ConfigureAwait(false);
        result ??= await StoreAsync(plan, opened, manifest, progress, cancellationToken).ConfigureAwait(false);
        return result with { ForeignEntries = manifest?.ForeignEntries ?? 0 };
    }

    /// <returns>The result if an earlier run has stored the object; null if the destination must be overwritten.</returns>
    async Task<ConvertResult?> FindAsync(
        ConvertPlan plan,
        OpenedObject opened,
        byte[]? manifest,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var (outcome, isVerified) = await earlier.DecideAsync(plan, opened, manifest, cancellationToken).ConfigureAwait(false);
        return outcome == ConvertOutcome.Done ? Left(plan, opened.Description.VersionId, progress, isVerified ? true : null) : null;
    }

    async Task<ConvertResult> StoreAsync(
        ConvertPlan plan,
        OpenedObject opened,
        RewrittenManifest? manifest,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var request = plan.Request;
        var source = plan.Source!;
        CarriedProperties.ThrowIfIncomplete(request.Source, source);
        if (CarriedProperties.Warning(request.Source, source) is { } warning)
            request.Warn?.Invoke(warning);
        var tags = new ObjectTags(store);
        var write = request.Options.ApplyTo(
            new ObjectWrite(request.Destination)
            {
                Headers = opened.Description.Headers,
                Metadata = Metadata(request, opened.Description),
                Tags = await tags.FindAsync(request.Source, cancellationToken, opened.Description.TagCount).ConfigureAwait(false),
                StorageClass = opened.Description.StorageClass,
                ServerSideEncryption = request.ServerSideEncryption,
                KmsKeyId = request.KmsKeyId,
                // The destination must still be what the plan found.
                NoClobber = !request.IsInPlace && plan.Existing is null,
                ReplacedETag = request.IsInPlace ? opened.Description.ETag : plan.Existing?.ETag,
            }
        );
        var (stored, checksum) = manifest is null
            ? await SendAsync(opened, write, progress, cancellationToken).ConfigureAwait(false)
            : await SendAsync(manifest.Text, write, progress, cancellationToken).ConfigureAwait(false);
        await tags.CompleteAsync(write, cancellationToken).ConfigureAwait(false);
        var found = await store.DescribeAsync(request.Destination, cancellationToken).ConfigureAwait(false);
        CarriedProperties.ThrowIfChanged(write, found);
        if (stored.Crc32C is { } reported && reported != checksum.Crc32C)
            throw EarlierConversion.NotPlaintext(request);
        // Without a checksum from the server, only reading the object back can prove its content.
        if (request.Verify || stored.Crc32C is null)
            await VerifyAsync(request, checksum, cancellationToken).ConfigureAwait(false);
        return Result(
            request,
            opened.Description.VersionId,
            stored,
            found.StorageClass,
            checksum.Length,
            wasConverted: false,
            verified: true
        );
    }

    async Task<(StoredObject Stored, ContentChecksum Checksum)> SendAsync(
        OpenedObject opened,
        ObjectWrite write,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        using var chunks = new PlaintextChunks(opened, buffers);
        try
        {
            var parts = new DecryptingPartSource(chunks, buffers, store.TakesChecksums);
            var stored = await new ObjectUpload(store).RunAsync(write, parts, progress, cancellationToken).ConfigureAwait(false);
            return (stored, parts.Checksum);
        }
        finally
        {
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    async Task<(StoredObject Stored, ContentChecksum Checksum)> SendAsync(
        byte[] manifest,
        ObjectWrite write,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var content = new InMemoryPartSource(manifest, buffers, store.TakesChecksums);
        var stored = await new ObjectUpload(store).RunAsync(write, content, progress, cancellationToken).ConfigureAwait(false);
        return (stored, content.Checksum);
    }

    /// <summary>Returns the source's user metadata without its envelope, and with the mark of this conversion.</summary>
    static Dictionary<string, string> Metadata(ConvertRequest request, ObjectDescription source)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in EnvelopeFields.Without(source.Metadata))
            metadata[field.Key] = field.Value;
        metadata.Remove(SourceMark.Field);
        // Its key was the data key, which the result does not have.
        metadata.Remove(ContentStamp.Field);
        if (SourceMark.Of(request.Source, source.ETag) is { } mark)
            metadata[SourceMark.Field] = mark;
        return metadata;
    }

    /// <summary>Returns the result for an object that an earlier run has stored.</summary>
    ConvertResult Left(ConvertPlan plan, string? sourceVersionId, IProgress<long>? progress, bool? verified)
    {
        var existing = plan.Existing!;
        progress?.Report(existing.Length);
        return Result(
            plan.Request,
            sourceVersionId,
            existing.ToStored(),
            existing.StorageClass,
            existing.Length,
            wasConverted: true,
            verified
        );
    }

    async Task VerifyAsync(ConvertRequest request, ContentChecksum expected, CancellationToken cancellationToken)
    {
        using var stored = await OpenedObject.OpenLockedAsync(store, request.Destination, cancellationToken).ConfigureAwait(false);
        var found = default(ContentChecksum);
        await PlaintextChunks
            .ReadAllAsync(
                stored,
                buffers,
                chunk => found = found.With(Crc32C.Append(0, chunk.Bytes.AsSpan()), chunk.Content.Length),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (found != expected)
            throw EarlierConversion.NotPlaintext(request);
    }

    ConvertResult Result(
        ConvertRequest request,
        string? sourceVersionId,
        StoredObject stored,
        string? storageClass,
        long length,
        bool wasConverted,
        bool? verified
    ) =>
        new(
            new ConvertedS3Object(ObjectRecords.Of(store, request.Destination))
            {
                VersionId = stored.VersionId,
                Length = length,
                PlaintextLength = length,
                ETag = stored.ETag,
                StorageClass = storageClass ?? StorageClassName.Standard,
                ServerSideEncryption = stored.ServerSideEncryption ?? request.ServerSideEncryption,
                KmsKeyId = stored.KmsKeyId,
                SourceBucketName = request.Source.BucketName,
                SourceKey = request.Source.Key,
                SourceVersionId = sourceVersionId,
                WasConverted = wasConverted,
                Verified = verified,
                FailureCounters = request.FailureCounters,
            }
        );
}
