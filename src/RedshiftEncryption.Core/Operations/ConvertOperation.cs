namespace RedshiftEncryption;

/// <summary>
/// Stores a client-side encrypted object's plaintext with server-side encryption: decrypted as it is read and sent from the
/// buffers it was read into, never on a disk. An object that an earlier run has stored is left as it is. May run side by side.
/// </summary>
internal sealed class ConvertOperation(IObjectStore store, PartBuffers buffers)
{
    /// <exception cref="ObjectStoreException">A request failed, or the destination is taken by another object.</exception>
    /// <exception cref="EnvelopeException">The object cannot be decrypted.</exception>
    /// <exception cref="RootKeyRequiredException">There is no root key at all.</exception>
    /// <exception cref="DamagedContentException">The object is damaged, or what was stored is not what was sent.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and so did giving it up.</exception>
    public async Task<ConvertResult> RunAsync(ConvertRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var described = await store.DescribeAsync(request.Source, cancellationToken).ConfigureAwait(false);
        var reading = await OpenedObject.ReadAsync(store, request.Source, described, cancellationToken, request.HasNoInstructionFile).ConfigureAwait(false);
        // An instruction file is no content of its own; the object that it belongs to is told to be unreadable.
        if (reading.Kind == EnvelopeKind.None || reading.IsInstructionFile)
            return new ConvertResult(Object: null);
        var inPlace = request.Destination == request.Source with { VersionId = null };
        var existing = inPlace ? null : await store.FindAsync(request.Destination, cancellationToken).ConfigureAwait(false);
        // A second run over a million objects asks for no content where their descriptions tell all.
        if (existing is not null && !request.Verify && !UnloadManifestUrls.IsPossibleKey(request.Source.Key)
            && reading.Envelope?.PlaintextLength(described.Length) is { } plaintextLength && IsDone(request, described, existing, plaintextLength))
        {
            return Left(request, described, existing, progress, verified: null);
        }
        using var opened = await OpenedObject.OpenAsync(store, request.Source, request.RootKeys, cancellationToken).ConfigureAwait(false);
        var manifest = await ReadManifestAsync(request, opened, cancellationToken).ConfigureAwait(false);
        if (existing is not null)
        {
            var length = manifest?.Length ?? await PlaintextLengthAsync(opened, cancellationToken).ConfigureAwait(false);
            if (IsDone(request, opened.Description, existing, length))
                return await LeaveAsync(request, opened, manifest, existing, progress, cancellationToken).ConfigureAwait(false);
            if (!request.Replace)
                throw new ObjectStoreException(ObjectStoreFault.ObjectExists, $"{request.Destination} exists and is not what {request.Source} becomes. Give another -DestinationKeyPrefix, or -Force to replace it.");
        }
        CarriedProperties.ThrowIfIncomplete(request.Source, described);
        if (CarriedProperties.Warning(request.Source, described) is { } warning)
            request.Warn?.Invoke(warning);
        var tags = new ObjectTags(store);
        var write = new ObjectWrite(request.Destination)
        {
            Headers = opened.Description.Headers,
            Metadata = EnvelopeFields.Without(opened.Description.Metadata),
            Tags = await tags.FindAsync(request.Source, cancellationToken).ConfigureAwait(false),
            StorageClass = opened.Description.StorageClass,
            ServerSideEncryption = request.ServerSideEncryption,
            KmsKeyId = request.KmsKeyId,
            // What was not there, or was what it was, when it was looked at must still be so.
            NoClobber = !inPlace && existing is null,
            ReplacedETag = inPlace ? opened.Description.ETag : existing?.ETag,
        };
        var (stored, checksum) = manifest is null
            ? await SendAsync(request, opened, write, progress, cancellationToken).ConfigureAwait(false)
            : await SendAsync(request, opened, manifest, write, progress, cancellationToken).ConfigureAwait(false);
        await tags.CompleteAsync(write, cancellationToken).ConfigureAwait(false);
        CarriedProperties.ThrowIfChanged(write, await store.DescribeAsync(request.Destination, cancellationToken).ConfigureAwait(false));
        if (stored.Crc32C is { } reported && reported != checksum.Crc32C)
            throw NotStored(request);
        // Without a checksum from the server only reading it back can tell.
        if (request.Verify || stored.Crc32C is null)
            await VerifyAsync(request, checksum, cancellationToken).ConfigureAwait(false);
        return Result(request, opened.Description, stored, checksum.Length, wasConverted: false, verified: true);
    }

    async Task<(StoredObject Stored, ContentChecksum Checksum)> SendAsync(ConvertRequest request, OpenedObject opened, ObjectWrite write, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var chunks = new PlaintextChunks(opened.Content, buffers, opened.Reading.Envelope, opened.DataKey);
        try
        {
            var parts = new DecryptedParts(chunks, buffers, store.TakesChecksums);
            var stored = await SendAsync(request, opened.Description, write, parts, () => parts.Checksum, progress, cancellationToken).ConfigureAwait(false);
            return (stored, parts.Checksum);
        }
        finally
        {
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    async Task<(StoredObject Stored, ContentChecksum Checksum)> SendAsync(ConvertRequest request, OpenedObject opened, byte[] manifest, ObjectWrite write, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var content = new WholeContent(manifest, buffers, store.TakesChecksums);
        return (await SendAsync(request, opened.Description, write, content, () => content.Checksum, progress, cancellationToken).ConfigureAwait(false), content.Checksum);
    }

    /// <summary>Plaintext has no envelope that is its own, so where a reply may have been lost what was stored is told by reading it back.</summary>
    async Task<StoredObject> SendAsync(ConvertRequest request, ObjectDescription source, ObjectWrite write, IPartSource parts, Func<ContentChecksum> sent, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await new ObjectWriter(store).RunAsync(write, parts, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (AmbiguousWrite.IsPossible(exception))
        {
            if (parts.IsAtEnd && await FindWrittenAsync(request, source, write, sent().Length, cancellationToken).ConfigureAwait(false) is { } found)
                return found.ToStored();
            throw;
        }
    }

    /// <summary>What may have been stored although no reply said so; it has no checksum yet.</summary>
    async Task<ObjectDescription?> FindWrittenAsync(ConvertRequest request, ObjectDescription source, ObjectWrite write, long length, CancellationToken cancellationToken)
    {
        try
        {
            var found = await store.FindAsync(write.Address, cancellationToken).ConfigureAwait(false);
            return found is not null && IsDone(request, source, found, length) && !string.Equals(found.ETag, write.ReplacedETag, StringComparison.Ordinal) ? found : null;
        }
        catch (ObjectStoreException)
        {
            // It cannot be asked; the failure that led here is the one to report.
            return null;
        }
    }

    /// <summary>The manifest of an UNLOAD as it is to be stored; null for any other object.</summary>
    async Task<byte[]?> ReadManifestAsync(ConvertRequest request, OpenedObject opened, CancellationToken cancellationToken)
    {
        if (!UnloadManifestUrls.IsPossibleKey(request.Source.Key) || opened.Description.Length > UnloadManifestUrls.MaximumLength)
            return null;
        using var text = new MemoryStream();
        await ReadAsync(opened.Content, opened.Reading.Envelope, opened.DataKey, chunk => text.Write(chunk.Buffer.Bytes, 0, chunk.Content.Length), cancellationToken).ConfigureAwait(false);
        return UnloadManifestUrls.Rewrite(text.GetBuffer().AsSpan(0, (int)text.Length), request.Mapping);
    }

    async Task ReadAsync(RangedContent content, ContentEnvelope? envelope, DataKey? dataKey, Action<FilledPart> take, CancellationToken cancellationToken)
    {
        using var chunks = new PlaintextChunks(content, buffers, envelope, dataKey);
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

    /// <summary>Whether the destination is what the source becomes, as far as can be told without reading it.</summary>
    static bool IsDone(ConvertRequest request, ObjectDescription source, ObjectDescription existing, long plaintextLength) =>
        EnvelopeReader.Read(existing.Metadata).Kind == EnvelopeKind.None
        && existing.Length == plaintextLength
        && existing.LastModifiedUtc >= source.LastModifiedUtc
        && string.Equals(existing.ServerSideEncryption, request.ServerSideEncryption, StringComparison.Ordinal)
        && IsKmsKey(request.KmsKeyId, existing.KmsKeyId);

    /// <summary>The server reports an ARN; what was asked for may be its last part, or an alias, which tells nothing.</summary>
    static bool IsKmsKey(string? asked, string? reported) =>
        asked is null || reported is null || asked.Contains("alias/", StringComparison.Ordinal) || reported.EndsWith(asked, StringComparison.Ordinal);

    /// <summary>By the envelope, or else by the padding, which the last block holds.</summary>
    static async Task<long> PlaintextLengthAsync(OpenedObject opened, CancellationToken cancellationToken)
    {
        var length = opened.Description.Length;
        if (opened.Reading.Envelope!.PlaintextLength(length) is { } known)
            return known;
        var block = new byte[CbcContent.BlockLength];
        using var reader = new RangeReader(opened.Content, new ContentRange(length - block.Length, block.Length), opened.Reading.Envelope, opened.DataKey);
        return length - block.Length + await reader.ReadAsync(block, 0, block.Length, cancellationToken).ConfigureAwait(false);
    }

    async Task<ConvertResult> LeaveAsync(ConvertRequest request, OpenedObject opened, byte[]? manifest, ObjectDescription existing, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (request.Verify)
        {
            var checksum = default(ContentChecksum);
            if (manifest is null)
                await ReadAsync(opened.Content, opened.Reading.Envelope, opened.DataKey, chunk => checksum = checksum.With(Crc32C.Append(0, chunk.Bytes.AsSpan()), chunk.Content.Length), cancellationToken).ConfigureAwait(false);
            else
                checksum = checksum.With(Crc32C.Append(0, manifest), manifest.Length);
            await VerifyAsync(request, checksum, cancellationToken).ConfigureAwait(false);
        }
        return Left(request, opened.Description, existing, progress, request.Verify ? true : null);
    }

    ConvertResult Left(ConvertRequest request, ObjectDescription source, ObjectDescription existing, IProgress<long>? progress, bool? verified)
    {
        progress?.Report(existing.Length);
        return Result(request, source, existing.ToStored(), existing.Length, wasConverted: true, verified);
    }

    async Task VerifyAsync(ConvertRequest request, ContentChecksum expected, CancellationToken cancellationToken)
    {
        using var first = await RangedContent.OpenAsync(store, request.Destination, cancellationToken).ConfigureAwait(false);
        var found = default(ContentChecksum);
        await ReadAsync(new RangedContent(store, request.Destination, first), envelope: null, dataKey: null, chunk => found = found.With(Crc32C.Append(0, chunk.Bytes.AsSpan()), chunk.Content.Length), cancellationToken).ConfigureAwait(false);
        if (found != expected)
            throw NotStored(request);
    }

    static DamagedContentException NotStored(ConvertRequest request) =>
        new($"{request.Destination} is not the plaintext of {request.Source}. Convert it again with -Force.");

    ConvertResult Result(ConvertRequest request, ObjectDescription source, StoredObject stored, long length, bool wasConverted, bool? verified) => new(new ConvertedS3Object(new EncryptedS3Object
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
    })
    {
        SourceBucketName = request.Source.BucketName,
        SourceKey = request.Source.Key,
        SourceVersionId = source.VersionId,
        WasConverted = wasConverted,
        Verified = verified,
    });
}
