using System.Diagnostics;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Compresses and encrypts one file, or a range of a file, and uploads it: with one PutObject up to the part size, or with
/// a multipart upload. The file is read once. Parts are uploaded concurrently, each from its own buffer. A failed multipart
/// upload is aborted. Can run concurrently.
/// </summary>
/// <param name="store">The store to upload to.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="openCompression">Called if a request specifies compression.</param>
internal sealed class UploadOperation(IObjectWriter store, BufferPool buffers, Func<ICompression>? openCompression = null)
{
    /// <summary>Uploads a file or a range of a file.</summary>
    /// <exception cref="IOException">
    /// The file cannot be read, or changed meanwhile (<see cref="SourceChangedException"/>).
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    /// <exception cref="SourceNotTextException">
    /// The file is compressed as text, but is binary after its beginning.
    /// </exception>
    /// <exception cref="SourceTooLargeException">The object would exceed the maximum length in S3.</exception>
    /// <exception cref="ObjectStoreException">The server rejected a request or cannot be reached.</exception>
    /// <exception cref="UploadNotAbortedException">The upload failed, and aborting it also failed.</exception>
    public async Task<UploadResult> RunAsync(UploadRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var elapsed = Stopwatch.StartNew();
        using var source = await UploadSource.OpenAsync(request, request.Plan?.File, cancellationToken).ConfigureAwait(false);
        var (file, compresses) = (source.File, source.IsCompressed);
        // With compression, progress counts the bytes that are read, because fewer bytes are sent than it expects.
        using var content = source.OpenStream(openCompression, progress);
        using var dataKey = request.RootKey is null ? null : DataKey.Create();
        var envelope = dataKey is null ? null : ContentEnvelope.Create(request.RootKey!, dataKey);
        if (!compresses)
            envelope = envelope?.WithLength(source.Content.Length);
        using var encryptor = dataKey is null ? null : new CbcEncryptor(dataKey, envelope!.InitializationVector);
        var reader = new PartReader(content, source.MaximumLength, encryptor, store.TakesChecksums);
        var partSize = PartSize.For(reader.MaximumLength, request.PartSize);
        if (request.NoClobber && reader.MaximumLength > partSize)
            await ThrowIfExistsAsync(request.Destination, cancellationToken).ConfigureAwait(false);
        var write = new ObjectWrite(request.Destination)
        {
            Metadata = await MetadataAsync(request, source, dataKey, cancellationToken).ConfigureAwait(false),
            ServerSideEncryption = request.ServerSideEncryption,
            KmsKeyId = request.KmsKeyId,
            NoClobber = request.NoClobber,
            IsCiphertext = envelope is not null,
        };
        var parts = new EncryptingPartSource(file, reader, envelope, buffers, partSize);
        var stored = await new ObjectUpload(store)
            .RunAsync(write, parts, compresses ? null : progress, cancellationToken)
            .ConfigureAwait(false);

        var uploaded = new EncryptedS3Object(ObjectRecords.Of(store, request.Destination))
        {
            VersionId = stored.VersionId,
            SourcePath = file.Path,
            SourceLastWriteTimeUtc = file.State.LastWriteTimeUtc,
            SourceOffset = request.Plan?.Range?.Offset,
            SourceLength = source.Content.Range.Length,
            HeaderLength = source.Content.Range.HeaderLength,
            Compression = (compresses ? source.Compression : source.Look.Compression).ToString(),
            Length = reader.Position,
            PlaintextLength = reader.PlaintextPosition,
            ETag = stored.ETag,
            Envelope = envelope is null ? nameof(EnvelopeKind.None) : nameof(EnvelopeKind.V1),
            RootKeyFingerprint = request.RootKey?.Fingerprint,
            ServerSideEncryption = stored.ServerSideEncryption,
            KmsKeyId = stored.KmsKeyId,
            FailureCounters = request.FailureCounters,
        };
        var count = Math.Max(1, (int)((reader.Position + partSize - 1) / partSize));
        return new UploadResult(uploaded, count, elapsed.Elapsed);
    }

    /// <summary>Returns the user metadata apart from the envelope.</summary>
    static async Task<IReadOnlyDictionary<string, string>> MetadataAsync(
        UploadRequest request,
        UploadSource source,
        DataKey? dataKey,
        CancellationToken cancellationToken
    )
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ModificationTime.Field] = ModificationTime.Format(source.File.State.LastWriteTimeUtc),
        };
        if (request.Stamps && dataKey is not null)
            metadata[ContentStamp.Field] = ContentStamp.Of(
                dataKey,
                request.ContentHash ?? await source.HashAsync(cancellationToken).ConfigureAwait(false)
            );
        return metadata;
    }

    /// <summary>Saves the transfer of a large content that the server would refuse at its end.</summary>
    async Task ThrowIfExistsAsync(S3Address address, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(address, cancellationToken).ConfigureAwait(false) is not null)
            throw new ObjectStoreException(ObjectStoreFault.ObjectExists, $"{address} exists and was not overwritten.");
    }
}
