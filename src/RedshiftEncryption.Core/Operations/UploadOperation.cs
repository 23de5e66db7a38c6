using System.Diagnostics;

namespace RedshiftEncryption;

/// <summary>
/// Compresses and encrypts one file, or a range of one, and uploads it: one PutObject up to the part size, a multipart
/// upload beyond it. The file is read once; parts are sent side by side, each from its own buffer. A failed multipart
/// upload is aborted. May run side by side.
/// </summary>
/// <param name="store">Where to.</param>
/// <param name="buffers">The command's.</param>
/// <param name="openCompression">Called where a request asks for compression.</param>
internal sealed class UploadOperation(IObjectStore store, PartBuffers buffers, Func<ICompression>? openCompression = null)
{
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile (<see cref="SourceChangedException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="SourceTooLargeException">S3 has no object of this length.</exception>
    /// <exception cref="ObjectStoreException">The server refused or cannot be reached.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and so did giving it up.</exception>
    public async Task<UploadResult> RunAsync(UploadRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var elapsed = Stopwatch.StartNew();
        using var file = await SourceFile.OpenAsync(request.SourcePath, cancellationToken).ConfigureAwait(false);
        if (request.Planned is { } planned && planned != file.State)
            throw SourceChangedException.Rewritten(file.Path);
        var source = request.Range is null ? new SourceContent(file) : new SourceContent(file, request.Range);
        var found = await source.CompressionAsync(cancellationToken).ConfigureAwait(false);
        // What is compressed already gets no smaller, and COPY unpacks once.
        var format = found == CopyCompression.None ? request.Compression : CopyCompression.None;
        var compresses = format != CopyCompression.None;
        // Compression leaves fewer bytes to send than the progress expects: there it is told of what is read.
        using var content = compresses
            ? new CompressedContent(source.OpenStream(progress), source.Length, openCompression!(), format, request.CompressionLevel)
            : source.OpenStream();
        using var dataKey = request.RootKey is null ? null : DataKey.Create();
        var envelope = dataKey is null ? null : ContentEnvelope.Create(request.RootKey!, dataKey);
        using var encryptor = dataKey is null ? null : new CbcEncryptor(dataKey, envelope!.InitializationVector);
        var maximumLength = compresses ? CompressedContent.MaximumLength(source.Length) : source.Length;
        var reader = new PartReader(content, maximumLength, encryptor, store.TakesChecksums);
        var partSize = PartSize.For(reader.MaximumLength, request.PartSize);
        var write = new ObjectWrite(request.Destination)
        {
            ServerSideEncryption = request.ServerSideEncryption,
            KmsKeyId = request.KmsKeyId,
            NoClobber = request.NoClobber,
            IsCiphertext = envelope is not null,
            // Metadata is given when a multipart upload begins: what compression will leave is not known so early.
            Metadata = Metadata(compresses ? envelope : envelope?.WithLength(source.Length)),
        };
        var stored = await StoreAsync(write, envelope, file, reader, partSize, compresses ? null : progress, cancellationToken).ConfigureAwait(false);
        EncryptionCheck.ThrowIfIgnored(write, stored.ServerSideEncryption);

        var uploaded = new EncryptedS3Object
        {
            BucketName = request.Destination.BucketName,
            Key = request.Destination.Key,
            VersionId = stored.VersionId,
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
            ProfileName = store.ProfileName,
            SourcePath = file.Path,
            SourceLastWriteTimeUtc = file.State.LastWriteTimeUtc,
            SourceOffset = request.Range?.Offset,
            SourceLength = source.Range.Length,
            HeaderLength = source.Range.HeaderLength,
            Compression = (compresses ? format : found).ToString(),
            Length = reader.Position,
            PlaintextLength = reader.PlaintextPosition,
            ETag = stored.ETag,
            Envelope = envelope is null ? nameof(EnvelopeKind.None) : nameof(EnvelopeKind.V1),
            RootKeyFingerprint = request.RootKey?.Fingerprint,
            ServerSideEncryption = stored.ServerSideEncryption,
            KmsKeyId = stored.KmsKeyId,
            Tallies = request.Tallies,
        };
        var parts = Math.Max(1, (int)((reader.Position + partSize - 1) / partSize));
        return new UploadResult(uploaded, parts, elapsed.Elapsed);
    }

    async Task<StoredObject> StoreAsync(ObjectWrite write, ContentEnvelope? envelope, SourceFile file, PartReader reader, int partSize, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var buffer = await buffers.RentAsync((int)Math.Min(partSize, reader.MaximumLength), cancellationToken).ConfigureAwait(false);
        var part = await reader.ReadAsync(buffer.Bytes, buffer.Bytes.Length, cancellationToken).ConfigureAwait(false);
        if (!reader.IsAtEnd)
            return await new MultipartUpload(store, buffers, write, partSize).RunAsync(file, reader, buffer, part, progress, cancellationToken).ConfigureAwait(false);
        file.ThrowIfChanged();
        var whole = write with { Metadata = Metadata(envelope?.WithLength(reader.PlaintextPosition)) };
        var stored = await PutAsync(whole, new ArraySegment<byte>(buffer.Bytes, 0, part.Length), part.Crc32C, cancellationToken).ConfigureAwait(false);
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

    static IReadOnlyDictionary<string, string> Metadata(ContentEnvelope? envelope) =>
        envelope?.ToMetadata() ?? new Dictionary<string, string>(StringComparer.Ordinal);
}
