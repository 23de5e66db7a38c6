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
    /// <exception cref="SourceNotTextException">The file was to be compressed as text, and is binary behind its beginning.</exception>
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
        var look = await source.LookAsync(cancellationToken).ConfigureAwait(false);
        // What is compressed already gets no smaller, and COPY unpacks once; Parquet, ORC and Avro are compressed inside.
        var format = look.IsText ? request.Compression : CopyCompression.None;
        var compresses = format != CopyCompression.None;
        // Compression leaves fewer bytes to send than the progress expects: there it is told of what is read.
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
        var write = new ObjectWrite(request.Destination)
        {
            ServerSideEncryption = request.ServerSideEncryption,
            KmsKeyId = request.KmsKeyId,
            NoClobber = request.NoClobber,
            IsCiphertext = envelope is not null,
        };
        var parts = new EncryptedParts(file, reader, envelope, buffers, partSize);
        var stored = await new ObjectWriter(store)
            .RunAsync(write, parts, compresses ? null : progress, cancellationToken)
            .ConfigureAwait(false);

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
            Compression = (compresses ? format : look.Compression).ToString(),
            Length = reader.Position,
            PlaintextLength = reader.PlaintextPosition,
            ETag = stored.ETag,
            Envelope = envelope is null ? nameof(EnvelopeKind.None) : nameof(EnvelopeKind.V1),
            RootKeyFingerprint = request.RootKey?.Fingerprint,
            ServerSideEncryption = stored.ServerSideEncryption,
            KmsKeyId = stored.KmsKeyId,
            Tallies = request.Tallies,
        };
        var count = Math.Max(1, (int)((reader.Position + partSize - 1) / partSize));
        return new UploadResult(uploaded, count, elapsed.Elapsed);
    }
}
