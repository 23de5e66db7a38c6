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
    /// <exception cref="UploadStateException">The state of a resumable upload cannot be used.</exception>
    public async Task<UploadResult> RunAsync(UploadRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (request.Resume is not { } options)
            return await RunAsync(request, resumption: null, progress, cancellationToken).ConfigureAwait(false);
        using var resumption = new ResumableUpload(store, request.Destination, options);
        var counted = new CountedProgress(progress);
        try
        {
            return await RunAsync(request, resumption, counted, cancellationToken).ConfigureAwait(false);
        }
        catch (PartDiffersException exception)
        {
            // The upload was aborted. The next one has another data key and another vector.
            options.Inform($"{exception.Message} The upload was aborted and begins anew.");
            counted.Undo();
            var again = request with { Plan = request.Plan is null ? null : request.Plan with { File = null } };
            return await RunAsync(again, resumption, counted, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task<UploadResult> RunAsync(
        UploadRequest request,
        ResumableUpload? resumption,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var elapsed = Stopwatch.StartNew();
        using var source = await UploadSource.OpenAsync(request, request.Plan?.File, cancellationToken).ConfigureAwait(false);
        var (file, compresses) = (source.File, source.IsCompressed);
        var compression = compresses ? openCompression!() : null;
        using var memory = compression is null
            ? null
            : await buffers
                .ReserveAsync(compression.MemoryFor(source.Compression, request.CompressionLevel), cancellationToken)
                .ConfigureAwait(false);
        // With compression, progress counts the bytes that are read, because fewer bytes are sent than it expects.
        using var content = source.OpenStream(compression, progress);
        var objectLength = request.RootKey is null ? source.MaximumLength : CbcContent.CiphertextLength(source.MaximumLength);
        var partSize = PartSize.For(objectLength, request.PartSize);
        if (request.NoClobber && objectLength > partSize)
            await ThrowIfExistsAsync(request.Destination, cancellationToken).ConfigureAwait(false);
        var stamps = request.Stamps && request.RootKey is not null;
        var write = request.Options.ApplyTo(
            new ObjectWrite(request.Destination)
            {
                Metadata = Metadata(source, stamps),
                ServerSideEncryption = request.ServerSideEncryption,
                KmsKeyId = request.KmsKeyId,
                NoClobber = request.NoClobber,
                IsCiphertext = request.RootKey is not null,
            }
        );
        var facts = resumption is null
            ? null
            : UploadFacts.Of(
                store,
                write,
                source.Content,
                partSize,
                compression is null
                    ? null
                    : $"{source.Compression} {request.CompressionLevel}, {compression.LibraryOf(source.Compression)}",
                request.RootKey
            );
        using var earlierKey = facts is null
            ? null
            : await resumption!.PrepareAsync(facts, request.RootKey, cancellationToken).ConfigureAwait(false);
        using var dataKey = request.RootKey is null ? null : earlierKey ?? DataKey.Create();
        if (stamps)
        {
            var hash = request.ContentHash ?? await source.HashAsync(cancellationToken).ConfigureAwait(false);
            var stamp = new Dictionary<string, string>(StringComparer.Ordinal) { [ContentStamp.Field] = ContentStamp.Of(dataKey!, hash) };
            write = write with { Metadata = StorageOptions.Merged(write.Metadata, stamp, StringComparer.OrdinalIgnoreCase) };
        }
        var envelope = dataKey is null ? null : resumption?.Envelope ?? ContentEnvelope.Create(request.RootKey!, dataKey);
        if (!compresses)
            envelope = envelope?.WithLength(source.Content.Length);
        using var encryptor = dataKey is null ? null : new CbcEncryptor(dataKey, envelope!.InitializationVector);
        var reader = new PartReader(content, source.MaximumLength, encryptor, store.TakesChecksums);
        if (facts is not null)
            resumption!.Describe(facts, envelope, dataKey);
        var parts = new EncryptingPartSource(file, reader, envelope, buffers, partSize);
        var stored = await new ObjectUpload(store, resumption)
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
            SourceOffset = request.Plan?.Range?.Offset,
            SourceLength = source.Content.Range.Length,
            HeaderLength = source.Content.Range.HeaderLength,
            RowCount = request.Plan?.Range?.RowCount,
            Compression = (compresses ? source.Compression : source.Look.Compression).ToString(),
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

    /// <summary>Returns the user metadata that describes the source. Its stamp, for which the data key is needed, is empty.</summary>
    static Dictionary<string, string> Metadata(UploadSource source, bool stamps)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ModificationTime.Field] = ModificationTime.Format(source.File.State.LastWriteTimeUtc),
        };
        if (stamps)
            metadata[ContentStamp.Field] = "";
        return metadata;
    }

    /// <summary>Saves the transfer of a large content that the server would refuse at its end.</summary>
    async Task ThrowIfExistsAsync(S3Address address, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(address, cancellationToken).ConfigureAwait(false) is not null)
            throw new ObjectStoreException(ObjectStoreFault.ObjectExists, $"{address} exists and was not overwritten.");
    }

    /// <summary>Passes progress on, and can take it back.</summary>
    sealed class CountedProgress(IProgress<long>? inner) : IProgress<long>
    {
        long total;

        public void Report(long value)
        {
            Interlocked.Add(ref total, value);
            inner?.Report(value);
        }

        public void Undo() => inner?.Report(-Interlocked.Exchange(ref total, 0));
    }
}
