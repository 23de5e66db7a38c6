using System.Diagnostics;

namespace RedshiftEncryption;

/// <summary>
/// Encrypts one file and uploads it: one PutObject up to the part size, a multipart upload beyond it. The file is read
/// once; parts are sent side by side, each from its own buffer. A failed multipart upload is aborted. May run side by side.
/// </summary>
internal sealed class UploadOperation(IObjectStore store, PartBuffers buffers)
{
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile (<see cref="SourceChangedException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="SourceTooLargeException">S3 has no object of this length.</exception>
    /// <exception cref="ObjectStoreException">The server refused or cannot be reached.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and so did giving it up.</exception>
    public async Task<UploadResult> RunAsync(UploadRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var source = await SourceFile.OpenAsync(request.SourcePath, cancellationToken).ConfigureAwait(false);
        if (request.RootKey is null)
            return await StoreAsync(request, source, envelope: null, encryptor: null, progress, cancellationToken).ConfigureAwait(false);

        using var dataKey = DataKey.Create();
        var envelope = ContentEnvelope.Create(request.RootKey, dataKey, source.Length);
        using var encryptor = new CbcEncryptor(dataKey, envelope.InitializationVector);
        return await StoreAsync(request, source, envelope, encryptor, progress, cancellationToken).ConfigureAwait(false);
    }

    async Task<UploadResult> StoreAsync(UploadRequest request, SourceFile source, ContentEnvelope? envelope, CbcEncryptor? encryptor, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var elapsed = Stopwatch.StartNew();
        var reader = new PartReader(source.Stream, source.Path, source.Length, encryptor, store.TakesChecksums);
        var partSize = PartSize.For(reader.ContentLength, request.PartSize);
        var write = new ObjectWrite(request.Destination)
        {
            ServerSideEncryption = request.ServerSideEncryption,
            KmsKeyId = request.KmsKeyId,
            NoClobber = request.NoClobber,
            IsCiphertext = envelope is not null,
        };
        if (envelope is not null)
            write = write with { Metadata = envelope.ToMetadata() };

        var stored = reader.ContentLength <= partSize
            ? await PutAsync(write, source, reader, progress, cancellationToken).ConfigureAwait(false)
            : await new MultipartUpload(store, buffers, write, partSize).RunAsync(source, reader, progress, cancellationToken).ConfigureAwait(false);
        EncryptionCheck.ThrowIfIgnored(write, stored.ServerSideEncryption);

        var uploaded = new EncryptedS3Object
        {
            BucketName = request.Destination.BucketName,
            Key = request.Destination.Key,
            VersionId = stored.VersionId,
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
            ProfileName = store.ProfileName,
            SourcePath = source.Path,
            SourceLastWriteTimeUtc = source.LastWriteTimeUtc,
            Length = reader.ContentLength,
            PlaintextLength = source.Length,
            ETag = stored.ETag,
            Envelope = envelope is null ? nameof(EnvelopeKind.None) : nameof(EnvelopeKind.V1),
            RootKeyFingerprint = request.RootKey?.Fingerprint,
            ServerSideEncryption = stored.ServerSideEncryption,
            KmsKeyId = stored.KmsKeyId,
            Tallies = request.Tallies,
        };
        var parts = Math.Max(1, (int)((reader.ContentLength + partSize - 1) / partSize));
        return new UploadResult(uploaded, parts, elapsed.Elapsed);
    }

    async Task<StoredObject> PutAsync(ObjectWrite write, SourceFile source, PartReader reader, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var buffer = await buffers.RentAsync((int)reader.ContentLength, cancellationToken).ConfigureAwait(false);
        var part = await reader.ReadAsync(buffer.Bytes, (int)reader.ContentLength, cancellationToken).ConfigureAwait(false);
        source.ThrowIfChanged();
        var stored = await PutAsync(write, new ArraySegment<byte>(buffer.Bytes, 0, part.Length), part.Crc32C, cancellationToken).ConfigureAwait(false);
        progress?.Report(part.Length);
        return stored;
    }

    async Task<StoredObject> PutAsync(ObjectWrite write, ArraySegment<byte> content, uint? crc32C, CancellationToken cancellationToken)
    {
        try
        {
            return await store.PutAsync(write, content, crc32C, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException exception) when (LostReply.IsPossible(exception))
        {
            if (await LostReply.FindAsync(store, write, eTag: null, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
            throw;
        }
    }
}
