using RedshiftEncryption.Cipher;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Integrity;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Determines whether an object that would be sent already exists unchanged. Without a stamp, it compares length and time
/// by a listing, and neither the file nor the object is read. With <see cref="UploadRequest.Stamps"/>, it compares the content
/// of the file with the stamp or the checksum of the object. Can run concurrently.
/// </summary>
/// <param name="store">The store of the object.</param>
/// <param name="listed">The listing that contains the object.</param>
/// <param name="openCompression">Called if the checksum of compressed content is computed.</param>
internal sealed class FindUnchangedOperation(IObjectStore store, ListedKeys listed, Func<ICompression> openCompression)
{
    /// <summary>The number of bytes to compute the checksum of at a time.</summary>
    const int StepLength = 64 * 1024;

    /// <summary>Compares a file, or a range of it, with its object.</summary>
    /// <exception cref="ObjectStoreException">The object cannot be described.</exception>
    /// <exception cref="IOException">The file cannot be read, or changed meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public Task<UnchangedFinding> RunAsync(UploadRequest request, CancellationToken cancellationToken) =>
        request.Stamps ? CompareContentAsync(request, cancellationToken) : CompareTimeAsync(request, cancellationToken);

    async Task<UnchangedFinding> CompareTimeAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        var (length, state) = Expected(request);
        // The length of compressed content is not known, so the time must be the same.
        if (length is null)
            return await CompareDescriptionAsync(request, length, state, cancellationToken).ConfigureAwait(false);
        var (isKnown, found) = await listed.FindAsync(store, request.Destination.Key, cancellationToken).ConfigureAwait(false);
        if (!isKnown)
            return await CompareDescriptionAsync(request, length, state, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return Missing;
        if (found.Length != length)
            return OtherLength(found.Length, length.Value);
        if (!IsCurrent(found.LastModifiedUtc, state))
            return Older(found.LastModifiedUtc);
        return Unchanged(
            new EncryptedS3Object(ObjectRecords.Of(store, request.Destination))
            {
                Length = found.Length,
                ETag = found.ETag,
                LastModified = found.LastModifiedUtc,
                StorageClass = found.StorageClass,
                Envelope = null,
            },
            request,
            state
        );
    }

    async Task<UnchangedFinding> CompareDescriptionAsync(
        UploadRequest request,
        long? length,
        SourceState state,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(request.Destination, cancellationToken).ConfigureAwait(false) is not { } found)
            return Missing;
        if (length is { } expected && found.Length != expected)
            return OtherLength(found.Length, expected);
        if (length is null && ModificationTime.Of(found) != state.LastWriteTimeUtc)
            return Changed("its metadata does not have the file's time");
        if (!IsCurrent(found.LastModifiedUtc, state))
            return Older(found.LastModifiedUtc);
        var reading = EnvelopeReader.Read(found.Metadata);
        return EncryptionDifference(request, found, reading) is { } difference
            ? Changed(difference)
            : Unchanged(Described(request, found, reading), request, state);
    }

    async Task<UnchangedFinding> CompareContentAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(request, cancellationToken).ConfigureAwait(false) is not { } found)
            return Missing;
        var reading = EnvelopeReader.Read(found.Metadata);
        if (EncryptionDifference(request, found, reading) is { } difference)
            return Changed(difference);
        return reading.Envelope is { } envelope
            ? await CompareStampAsync(request, found, reading, envelope, cancellationToken).ConfigureAwait(false)
            : await CompareChecksumAsync(request, found, reading, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns how the encryption of an object differs from what is requested; null if it does not.</summary>
    static string? EncryptionDifference(UploadRequest request, ObjectDescription found, EnvelopeReading reading)
    {
        if (
            request.ServerSideEncryption is { } encryption
            && !string.Equals(encryption, found.ServerSideEncryption, StringComparison.Ordinal)
        )
            return $"its server-side encryption is '{found.ServerSideEncryption ?? "none"}'";
        if (request.KmsKeyId is { } kmsKeyId && !KmsKeyName.IsSame(kmsKeyId, found.KmsKeyId))
            return $"its KMS key is '{found.KmsKeyId}'";
        var expected = request.RootKey is null ? EnvelopeKind.None : EnvelopeKind.V1;
        if (reading.Kind != expected)
            return $"its client-side envelope is '{reading.Kind}'";
        if (reading.Envelope is not { } envelope)
            return null;
        using var dataKey = envelope.Open(request.RootKey!);
        return dataKey is null ? "it is under another root key" : null;
    }

    async Task<UnchangedFinding> CompareStampAsync(
        UploadRequest request,
        ObjectDescription found,
        EnvelopeReading reading,
        ContentEnvelope envelope,
        CancellationToken cancellationToken
    )
    {
        if (!found.Metadata.TryGetValue(ContentStamp.Field, out var stamp))
            return Changed("it has no stamp");
        using var source = await UploadSource.OpenAsync(request, file: null, cancellationToken).ConfigureAwait(false);
        if (LengthOf(source) is { } length && found.Length != length)
            return OtherLength(found.Length, length);
        var hash = await source.HashAsync(cancellationToken).ConfigureAwait(false);
        using var dataKey = envelope.Open(request.RootKey!)!;
        var isSame = string.Equals(stamp, ContentStamp.Of(dataKey, hash), StringComparison.Ordinal);
        var finding = isSame ? Unchanged(Described(request, found, reading), request, source.File.State) : Changed("its content differs");
        return finding with { ContentHash = hash, State = source.File.State };
    }

    async Task<UnchangedFinding> CompareChecksumAsync(
        UploadRequest request,
        ObjectDescription found,
        EnvelopeReading reading,
        CancellationToken cancellationToken
    )
    {
        if (found.Crc32C is not { } checksum)
            return Changed("the server has no CRC-32C of it");
        using var source = await UploadSource.OpenAsync(request, file: null, cancellationToken).ConfigureAwait(false);
        if (LengthOf(source) is { } length && found.Length != length)
            return OtherLength(found.Length, length);
        return await ChecksumAsync(source, cancellationToken).ConfigureAwait(false) == checksum
            ? Unchanged(Described(request, found, reading), request, source.File.State)
            : Changed("its content differs");
    }

    /// <summary>Computes the CRC-32C of the content as it would be sent.</summary>
    async Task<uint> ChecksumAsync(UploadSource source, CancellationToken cancellationToken)
    {
        using var content = source.OpenStream(source.IsCompressed ? openCompression() : null, progress: null);
        var step = new byte[(int)Math.Min(StepLength, Math.Max(1, source.Content.Length))];
        uint checksum = 0;
        int read;
        while ((read = await content.ReadAsync(step.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
            checksum = Crc32C.Append(checksum, step.AsSpan(0, read));
        source.File.ThrowIfChanged();
        return checksum;
    }

    /// <summary>Describes the object with its checksum; null if it does not exist, or cannot be known to.</summary>
    async Task<ObjectDescription?> FindStoredAsync(UploadRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await store.DescribeStoredAsync(request.Destination, cancellationToken).ConfigureAwait(false);
        }
        // Without permission to list the bucket, the response is "forbidden" instead of "not found".
        catch (ObjectStoreException exception) when (exception.Fault is ObjectStoreFault.ObjectNotFound or ObjectStoreFault.AccessDenied)
        {
            return null;
        }
    }

    /// <summary>Returns the length that the object would have, null if it would be compressed; and the state of the file.</summary>
    static (long? Length, SourceState State) Expected(UploadRequest request)
    {
        var state =
            request.Plan?.State ?? new SourceState(new FileInfo(request.SourcePath).Length, File.GetLastWriteTimeUtc(request.SourcePath));
        if (request.Compression != CopyCompression.None && request.Plan?.Look is not { IsText: false })
            return (null, state);
        var length = request.Plan?.Range is { } range ? range.HeaderLength + range.Length : state.Length;
        return (StoredLength(request, length), state);
    }

    static long? LengthOf(UploadSource source) => source.IsCompressed ? null : StoredLength(source.Request, source.MaximumLength);

    static long StoredLength(UploadRequest request, long length) => request.RootKey is null ? length : CbcContent.CiphertextLength(length);

    static bool IsCurrent(DateTime? lastModified, SourceState state) =>
        lastModified is { } time && time >= state.LastWriteTimeUtc - ModificationTime.Tolerance;

    EncryptedS3Object Described(UploadRequest request, ObjectDescription found, EnvelopeReading reading) =>
        new(ObjectRecords.Of(store, request.Destination, found, reading)) { RootKeyFingerprint = request.RootKey?.Fingerprint };

    static UnchangedFinding Unchanged(EncryptedS3Object found, UploadRequest request, SourceState state) =>
        new(
            new EncryptedS3Object(found)
            {
                SourcePath = request.SourcePath,
                SourceLastWriteTimeUtc = state.LastWriteTimeUtc,
                SourceOffset = request.Plan?.Range?.Offset,
                SourceLength = request.Plan?.Range?.Length ?? state.Length,
                HeaderLength = request.Plan?.Range?.HeaderLength ?? 0,
                RowCount = request.Plan?.Range?.RowCount,
                Compression = CompressionOf(request)?.ToString(),
                WasSkipped = true,
                FailureCounters = request.FailureCounters,
            },
            Difference: ""
        );

    /// <summary>Returns the compression of the object; null if the source was not looked at.</summary>
    static CopyCompression? CompressionOf(UploadRequest request) =>
        request.Plan?.Look switch
        {
            null => null,
            { IsText: true } => request.Compression,
            var look => look.Compression,
        };

    static UnchangedFinding Missing => new(Unchanged: null, "it does not exist");

    static UnchangedFinding Changed(string difference) => new(Unchanged: null, difference);

    static UnchangedFinding OtherLength(long found, long expected) => Changed($"it has {found} bytes instead of {expected}");

    static UnchangedFinding Older(DateTime? lastModified) =>
        Changed(lastModified is null ? "its time is not known" : "it is older than the file");
}
