using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Stores a client-side encrypted object's plaintext with server-side encryption: decrypted as it is read and sent from the
/// buffers it was read into, never on a disk. An object that an earlier run has stored is left as it is. May run side by side.
/// </summary>
internal sealed class ConvertOperation(IObjectStore store, PartBuffers buffers)
{
    /// <summary>Looks at an object and its destination, and neither reads content nor writes anything.</summary>
    /// <exception cref="ObjectStoreException">A request failed, or the destination is taken by another object.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="RootKeyRequiredException">There is no root key at all.</exception>
    /// <exception cref="DamagedContentException">The object is damaged.</exception>
    public async Task<ConvertPlan> PlanAsync(ConvertRequest request, CancellationToken cancellationToken)
    {
        var source = await store.DescribeAsync(request.Source, cancellationToken).ConfigureAwait(false);
        var reading = await OpenedObject
            .ReadAsync(store, request.Source, source, cancellationToken, request.HasNoInstructionFile)
            .ConfigureAwait(false);
        // An instruction file is no content of its own; the object that it belongs to is told to be unreadable.
        if (reading.Kind == EnvelopeKind.None && request.RequiresEncryption)
            throw RequireEncryptionOperation.NotClientSide(request.Source);
        if (reading.Kind == EnvelopeKind.None || reading.IsInstructionFile)
            return new ConvertPlan(request, source, Existing: null, ConvertOutcome.NotEncrypted);
        var existing = request.IsInPlace ? null : await store.FindAsync(request.Destination, cancellationToken).ConfigureAwait(false);
        var outcome = existing is null ? ConvertOutcome.Convert : OutcomeOf(request, source, reading.Envelope, existing);
        var plan = new ConvertPlan(request, source, existing, outcome ?? ConvertOutcome.Convert)
        {
            IsLengthOpen = IsManifest(request, source) || reading.Envelope?.PlaintextLength(source.Length) is null,
        };
        if (outcome == ConvertOutcome.Done && !plan.IsLengthOpen)
            return plan;
        OpenedObject.ThrowIfDamaged(request.Source, reading, source.Length);
        OpenedObject.Open(request.Source, reading, request.RootKeys)?.DataKey.Dispose();
        return outcome is null && !request.Replace ? throw Taken(request) : plan;
    }

    /// <summary>Plans and does it.</summary>
    public async Task<ConvertResult> RunAsync(ConvertRequest request, IProgress<long>? progress, CancellationToken cancellationToken) =>
        await RunAsync(await PlanAsync(request, cancellationToken).ConfigureAwait(false), progress, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Does what is due.</summary>
    /// <exception cref="ObjectStoreException">A request failed, or the destination is taken by another object.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="RootKeyRequiredException">There is no root key at all.</exception>
    /// <exception cref="CopyManifestException">It is the manifest of an UNLOAD that readers would read differently.</exception>
    /// <exception cref="DamagedContentException">The object is damaged, or what was stored is not what was sent.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and so did giving it up.</exception>
    public async Task<ConvertResult> RunAsync(ConvertPlan plan, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (request, existing) = (plan.Request, plan.Existing);
        if (plan.Outcome == ConvertOutcome.NotEncrypted)
            return new ConvertResult(Object: null);
        if (plan is { Outcome: ConvertOutcome.Done, IsLengthOpen: false })
            return Left(request, plan.Source, existing!, progress, verified: null);
        using var opened = await OpenedObject.OpenAsync(store, request.Source, request.RootKeys, cancellationToken).ConfigureAwait(false);
        var manifest = await ReadManifestAsync(request, opened, cancellationToken).ConfigureAwait(false);
        if (
            existing is not null
            && await FindDoneAsync(plan, opened, manifest?.Text, progress, cancellationToken).ConfigureAwait(false) is { } done
        )
            return done with { ForeignEntries = manifest?.ForeignEntries ?? 0 };
        CarriedProperties.ThrowIfIncomplete(request.Source, plan.Source);
        if (CarriedProperties.Warning(request.Source, plan.Source) is { } warning)
            request.Warn?.Invoke(warning);
        var tags = new ObjectTags(store);
        var write = new ObjectWrite(request.Destination)
        {
            Headers = opened.Description.Headers,
            Metadata = Metadata(request, opened.Description),
            Tags = await tags.FindAsync(request.Source, cancellationToken, opened.Description.TagCount).ConfigureAwait(false),
            StorageClass = opened.Description.StorageClass,
            ServerSideEncryption = request.ServerSideEncryption,
            KmsKeyId = request.KmsKeyId,
            // What was not there, or was what it was, when it was looked at must still be so.
            NoClobber = !request.IsInPlace && existing is null,
            ReplacedETag = request.IsInPlace ? opened.Description.ETag : existing?.ETag,
        };
        var (stored, checksum) = manifest is null
            ? await SendAsync(opened, write, progress, cancellationToken).ConfigureAwait(false)
            : await SendAsync(manifest.Text, write, progress, cancellationToken).ConfigureAwait(false);
        await tags.CompleteAsync(write, cancellationToken).ConfigureAwait(false);
        CarriedProperties.ThrowIfChanged(write, await store.DescribeAsync(request.Destination, cancellationToken).ConfigureAwait(false));
        if (stored.Crc32C is { } reported && reported != checksum.Crc32C)
            throw NotStored(request);
        // Without a checksum from the server only reading it back can tell.
        if (request.Verify || stored.Crc32C is null)
            await VerifyAsync(request, checksum, cancellationToken).ConfigureAwait(false);
        return Result(request, opened.Description, stored, checksum.Length, wasConverted: false, verified: true) with
        {
            ForeignEntries = manifest?.ForeignEntries ?? 0,
        };
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
            var parts = new DecryptedParts(chunks, buffers, store.TakesChecksums);
            var stored = await new ObjectWriter(store).RunAsync(write, parts, progress, cancellationToken).ConfigureAwait(false);
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
        var content = new WholeContent(manifest, buffers, store.TakesChecksums);
        return (
            await new ObjectWriter(store).RunAsync(write, content, progress, cancellationToken).ConfigureAwait(false),
            content.Checksum
        );
    }

    /// <summary>The manifest of an UNLOAD as it is to be stored; null for any other object.</summary>
    async Task<RewrittenManifest?> ReadManifestAsync(ConvertRequest request, OpenedObject opened, CancellationToken cancellationToken)
    {
        if (!IsManifest(request, opened.Description))
            return null;
        using var text = new MemoryStream();
        await ReadAsync(opened, chunk => text.Write(chunk.Buffer.Bytes, 0, chunk.Content.Length), cancellationToken).ConfigureAwait(false);
        return UnloadManifestUrls.Rewrite(text.GetBuffer().AsMemory(0, (int)text.Length), request.Mapping, request.Source.ToString());
    }

    static bool IsManifest(ConvertRequest request, ObjectDescription source) =>
        UnloadManifestUrls.IsPossibleKey(request.Source.Key) && source.Length <= UnloadManifestUrls.MaximumLength;

    async Task ReadAsync(OpenedObject opened, Action<FilledPart> take, CancellationToken cancellationToken)
    {
        using var chunks = new PlaintextChunks(opened, buffers);
        try
        {
            while (await chunks.NextAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
            {
                using (chunk.Buffer)
                    take(chunk);
            }
        }
        finally
        {
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The source's user metadata but its envelope and a mark of its own, and the mark that it now gets.</summary>
    static Dictionary<string, string> Metadata(ConvertRequest request, ObjectDescription source)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in EnvelopeFields.Without(source.Metadata))
            metadata[field.Key] = field.Value;
        metadata.Remove(SourceMark.Field);
        if (SourceMark.Of(request.Source, source.ETag) is { } mark)
            metadata[SourceMark.Field] = mark;
        return metadata;
    }

    /// <summary>What an object at the destination makes of the conversion; null where it is another one's.</summary>
    static ConvertOutcome? OutcomeOf(
        ConvertRequest request,
        ObjectDescription source,
        ContentEnvelope? envelope,
        ObjectDescription existing
    )
    {
        // How long a manifest will be is told by its text.
        if (envelope is not null && !IsManifest(request, source) && !envelope.IsPossiblePlaintext(existing.Length, source.Length))
            return null;
        return MarkOf(request, source, existing) switch
        {
            true => request.Verify ? ConvertOutcome.Compare : ConvertOutcome.Done,
            // What has no mark is not read when it may be replaced, which gives it one.
            null => request.Replace ? ConvertOutcome.Convert : ConvertOutcome.Compare,
            false => null,
        };
    }

    /// <summary>
    /// Whether an object has the source's mark and the encryption that is asked for; null where one of the two has no mark
    /// to compare.
    /// </summary>
    static bool? MarkOf(ConvertRequest request, ObjectDescription source, ObjectDescription existing)
    {
        if (
            EnvelopeReader.Read(existing.Metadata).Kind != EnvelopeKind.None
            || !string.Equals(existing.ServerSideEncryption, request.ServerSideEncryption, StringComparison.Ordinal)
            || !IsKmsKey(request.KmsKeyId, existing.KmsKeyId)
        )
        {
            return false;
        }
        return SourceMark.Of(request.Source, source.ETag) is { } mark && Mark(existing) is { } found
            ? string.Equals(mark, found, StringComparison.Ordinal)
            : null;
    }

    static string? Mark(ObjectDescription existing) =>
        existing
            .Metadata.FirstOrDefault(static field => string.Equals(field.Key, SourceMark.Field, StringComparison.OrdinalIgnoreCase))
            .Value;

    /// <summary>The server reports the key's ARN. An alias tells no key, and neither does a server that reports none: both pass.</summary>
    static bool IsKmsKey(string? asked, string? reported)
    {
        const string AliasName = "alias/";
        const string KeyName = ":key/";
        if (
            asked is null
            || reported is null
            || asked.StartsWith(AliasName, StringComparison.Ordinal)
            || asked.Contains(":" + AliasName, StringComparison.Ordinal)
        )
            return true;
        var id = reported.IndexOf(KeyName, StringComparison.Ordinal);
        return string.Equals(asked, reported, StringComparison.Ordinal)
            || (id >= 0 && string.Equals(asked, reported.Substring(id + KeyName.Length), StringComparison.Ordinal));
    }

    /// <summary>By the envelope, or else by the padding, which the last block holds.</summary>
    static async Task<long> PlaintextLengthAsync(OpenedObject opened, CancellationToken cancellationToken)
    {
        var length = opened.Description.Length;
        if (opened.Reading.Envelope!.PlaintextLength(length) is { } known)
            return known;
        var block = new byte[CbcContent.BlockLength];
        using var reader = new RangeReader(opened, new ContentRange(length - block.Length, block.Length));
        return length - block.Length + await reader.ReadAsync(block, 0, block.Length, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The result where an earlier run has stored it; null where the destination is to be replaced.</summary>
    async Task<ConvertResult?> FindDoneAsync(
        ConvertPlan plan,
        OpenedObject opened,
        byte[]? manifest,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var (request, existing) = (plan.Request, plan.Existing!);
        var outcome =
            existing.Length == (manifest?.Length ?? await PlaintextLengthAsync(opened, cancellationToken).ConfigureAwait(false))
                ? OutcomeOf(request, opened.Description, opened.Reading.Envelope, existing)
                : null;
        if (outcome == ConvertOutcome.Done)
            return Left(request, opened.Description, existing, progress, verified: null);
        if (outcome == ConvertOutcome.Compare)
        {
            var expected = manifest is null ? await HashAsync(opened, cancellationToken).ConfigureAwait(false) : SHA256.HashData(manifest);
            using var stored = await OpenedObject.OpenLockedAsync(store, request.Destination, cancellationToken).ConfigureAwait(false);
            var found = await HashAsync(stored, cancellationToken).ConfigureAwait(false);
            if (found.AsSpan().SequenceEqual(expected))
                return Left(request, opened.Description, existing, progress, verified: true);
            if (request is { Verify: true, Replace: false })
                throw NotStored(request);
        }
        return request.Replace ? null : throw Taken(request);
    }

    /// <summary>Not a checksum, which a content could be made to fit.</summary>
    async Task<byte[]> HashAsync(OpenedObject opened, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await ReadAsync(opened, chunk => hash.AppendData(chunk.Buffer.Bytes, 0, chunk.Content.Length), cancellationToken)
            .ConfigureAwait(false);
        return hash.GetHashAndReset();
    }

    ConvertResult Left(
        ConvertRequest request,
        ObjectDescription source,
        ObjectDescription existing,
        IProgress<long>? progress,
        bool? verified
    )
    {
        progress?.Report(existing.Length);
        return Result(request, source, existing.ToStored(), existing.Length, wasConverted: true, verified);
    }

    async Task VerifyAsync(ConvertRequest request, ContentChecksum expected, CancellationToken cancellationToken)
    {
        using var stored = await OpenedObject.OpenLockedAsync(store, request.Destination, cancellationToken).ConfigureAwait(false);
        var found = default(ContentChecksum);
        await ReadAsync(
                stored,
                chunk => found = found.With(Crc32C.Append(0, chunk.Bytes.AsSpan()), chunk.Content.Length),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (found != expected)
            throw NotStored(request);
    }

    static ObjectStoreException Taken(ConvertRequest request) =>
        new(ObjectStoreFault.ObjectExists, $"{request.Destination} exists and is not the conversion of {request.Source}.");

    static DamagedContentException NotStored(ConvertRequest request) =>
        new($"{request.Destination} is not the plaintext of {request.Source}.");

    ConvertResult Result(
        ConvertRequest request,
        ObjectDescription source,
        StoredObject stored,
        long length,
        bool wasConverted,
        bool? verified
    ) =>
        new(
            new ConvertedS3Object(
                new EncryptedS3Object
                {
                    BucketName = request.Destination.BucketName,
                    Key = request.Destination.Key,
                    VersionId = stored.VersionId,
                    Region = store.Region,
                    EndpointUrl = store.EndpointUrl,
                    ProfileName = store.ProfileName,
                    Length = length,
                    PlaintextLength = length,
                    ETag = stored.ETag,
                    ServerSideEncryption = stored.ServerSideEncryption ?? request.ServerSideEncryption,
                    KmsKeyId = stored.KmsKeyId,
                    Tallies = request.Tallies,
                }
            )
            {
                SourceBucketName = request.Source.BucketName,
                SourceKey = request.Source.Key,
                SourceVersionId = source.VersionId,
                WasConverted = wasConverted,
                Verified = verified,
            }
        );
}
