using System.Diagnostics;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Source;
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
        var (range, planned) = (request.Plan?.Range, request.Plan?.State);
        using var file = request.Plan?.File ?? await SourceFile.OpenAsync(request.SourcePath, cancellationToken).ConfigureAwait(false);
        if (planned is not null && planned != file.State)
            throw SourceChangedException.Rewritten(file.Path);
        var source = range is null ? new SourceContent(file) : new SourceContent(file, range);
        var look = request.Plan?.Look ?? await source.LookAsync(cancellationToken).ConfigureAwait(false);
        // Compressed content does not get smaller, and COPY decompresses only once. Parquet, ORC and Avro are compressed internally.
        var format = look.IsText ? request.Compression : CopyCompression.None;
        var compresses = format != CopyCompression.None;
        // With compression, progress counts the bytes that are read, because fewer bytes are sent than it expects.
        using var content = compresses
            ? new CompressedContent(
                source.OpenStream(progress, isText: true),
                source.Length,
                openCompression!(),
                format,
                request.CompressionLevel
            )
            : source.OpenStream();
        using var dataKey = request.RootKey is null ? null : DataKey.Create();
        var envelope = dataKey is null ? null : ContentEnvelope.Create(request.RootKey!, dataKey);
        if (!compresses)
            envelope = envelope?.WithLength(source.Length);
        using var encryptor = dataKey is null ? null : new CbcEncryptor(dataKey, envelope!.InitializationVector);
        var maximumLength = compresses ? CompressedContent.MaximumLength(source.Length) : source.Length;
        var reader = new PartReader(content, maximumLength, encryptor, store.TakesChecksums);
        var partSize = PartSize.For(reader.MaximumLength, request.PartSize);
        var write = request.Options.ApplyTo(
            new ObjectWrite(request.Destination)
            {
                ServerSideEncryption = request.ServerSideEncryption,
                KmsKeyId = request.KmsKeyId,
                NoClobber = request.NoClobber,
                IsCiphertext = envelope is not null,
            }
        );
        var parts = new EncryptingPartSource(file, reader, envelope, buffers, partSize);
        var stored = await new ObjectUpload(store)
            .RunAsync(write, parts, compresses ? null : progress, cancellationToken)
            .ConfigureAwait(false);
        // AWS stores tags with the object or refuses it, and reading them would need another permission. Other servers lose them.
        if (store.EndpointUrl is not null)
            await new ObjectTags(store).CompleteAsync(write, cancellationToken).ConfigureAwait(false);

        var uploaded = new EncryptedS3Object(ObjectRecords.Of(store, request.Destination))
        {
            VersionId = stored.VersionId,
            SourcePath = file.Path,
            SourceLastWriteTimeUtc = file.State.LastWriteTimeUtc,
            SourceOffset = range?.Offset,
            SourceLength = source.Range.Length,
            HeaderLength = source.Range.HeaderLength,
            Compression = (compresses ? format : look.Compression).ToString(),
            Length = reader.Position,
            PlaintextLength = reader.PlaintextPosition,
            ETag = stored.ETag,
            StorageClass = write.StorageClass,
            Envelope = envelope is null ? nameof(EnvelopeKind.None) : nameof(EnvelopeKind.V1),
            RootKeyFingerprint = request.RootKey?.Fingerprint,
            ServerSideEncryption = stored.ServerSideEncryption,
            KmsKeyId = stored.KmsKeyId,
            FailureCounters = request.FailureCounters,
        };
        var count = Math.Max(1, (int)((reader.Position + partSize - 1) / partSize));
        return new UploadResult(uploaded, count, elapsed.Elapsed);
    }
}
