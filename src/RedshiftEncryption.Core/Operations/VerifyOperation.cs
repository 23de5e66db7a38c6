using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Reads an object back, decrypts and unpacks it and compares it with its source, in step and with flat memory. May run
/// side by side.
/// </summary>
/// <param name="store">Where it is.</param>
/// <param name="buffers">The command's.</param>
/// <param name="openCompression">Called for objects that were compressed on their way.</param>
internal sealed class VerifyOperation(IObjectStore store, PartBuffers buffers, Func<ICompression>? openCompression = null)
{
    /// <exception cref="IOException">The source cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The source may not be read.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">The object is client-side encrypted and there is no root key to open it.</exception>
    public async Task<RoundTripResult> RunAsync(VerifyRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var file = await SourceFile.OpenAsync(request.SourcePath, cancellationToken).ConfigureAwait(false);
        var source = request.Range is null ? new SourceContent(file) : new SourceContent(file, request.Range);
        using var content = await RangedContent.OpenAsync(store, request.Address, cancellationToken).ConfigureAwait(false);
        var reading = EnvelopeReader.Read(content.Description.Metadata);
        using var dataKey = reading.Envelope is null || request.RootKey is null ? null : reading.Envelope.Open(request.RootKey);
        var compression = request.Compression ?? CompressionByName.Of(request.Address.Key);
        // What was compressed before it was sent is in the object as it was.
        var packed =
            compression is CopyCompression.Gzip or CopyCompression.Zstd
            && (await source.LookAsync(cancellationToken).ConfigureAwait(false)).Compression == CopyCompression.None;
        var comparison = new ComparedObject(
            new RangedContent(store, request.Address, content),
            source,
            packed ? compression : CopyCompression.None
        );
        var finding = await FindAsync(request, comparison, content, reading, dataKey, progress, cancellationToken).ConfigureAwait(false);
        var compared = new EncryptedS3Object
        {
            BucketName = request.Address.BucketName,
            Key = request.Address.Key,
            VersionId = content.Description.VersionId ?? request.Address.VersionId,
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
            ProfileName = store.ProfileName,
            SourcePath = file.Path,
            SourceLastWriteTimeUtc = file.State.LastWriteTimeUtc,
            SourceOffset = request.Range?.Offset,
            SourceLength = source.Range.Length,
            HeaderLength = source.Range.HeaderLength,
            Compression = compression.ToString(),
            Length = content.ObjectLength,
            PlaintextLength = packed ? finding.PlaintextLength ?? reading.Envelope?.UnencryptedLength : source.Length,
            ETag = content.Description.ETag,
            Envelope = reading.Kind.ToString(),
            RootKeyFingerprint = dataKey is null ? null : request.RootKey?.Fingerprint,
            ServerSideEncryption = content.Description.ServerSideEncryption,
            KmsKeyId = content.Description.KmsKeyId,
            Tallies = request.Tallies,
        };
        return new RoundTripResult(compared)
        {
            Reason = finding.Reason.ToString(),
            Detail = finding.Detail,
            FirstDifference = finding.FirstDifference,
        };
    }

    async Task<RoundTripFinding> FindAsync(
        VerifyRequest request,
        ComparedObject compared,
        ObjectContent content,
        EnvelopeReading reading,
        DataKey? dataKey,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        if (EncryptionFinding(request, content, reading) is { } finding)
            return await ExplainAsync(finding, request.Address, cancellationToken).ConfigureAwait(false);
        if (reading.Envelope is { } envelope)
        {
            if (request.RootKey is null)
                throw new RootKeyRequiredException(request.Address);
            if (dataKey is null)
                return new(RoundTripReason.WrongRootKey, $"root key {request.RootKey.Fingerprint} does not open it");
            if (envelope.LengthObstacle(content.ObjectLength) is { } obstacle)
                return new(RoundTripReason.DamagedContent, obstacle);
        }
        return Explain(
            await CompareAsync(compared, reading.Envelope, dataKey, progress, cancellationToken).ConfigureAwait(false),
            request,
            compared.Source
        );
    }

    async Task<RoundTripFinding> CompareAsync(
        ComparedObject compared,
        ContentEnvelope? envelope,
        DataKey? dataKey,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        if (compared.Packing == CopyCompression.None)
            return await new RoundTripComparison(compared.Content, buffers, compared.Source)
                .RunAsync(envelope, dataKey, progress, cancellationToken)
                .ConfigureAwait(false);
        using var chunks = new PlaintextChunks(compared.Content, buffers, envelope, dataKey);
        using var plaintext = new PlaintextStream(chunks);
        try
        {
            return await new UnpackedComparison(openCompression!(), compared.Packing, compared.Source)
                .RunAsync(plaintext, progress, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    static RoundTripFinding Explain(RoundTripFinding finding, VerifyRequest request, SourceContent source)
    {
        var changed =
            source.File.HasChanged()
            || (request.SentLength is { } length && length != source.Length)
            || (request.SentLastWriteTimeUtc is { } time && !IsSameTime(time, source.File.State.LastWriteTimeUtc));
        return changed && finding.Reason == RoundTripReason.ContentDiffers
            ? finding with
            {
                Reason = RoundTripReason.SourceChanged,
                Detail = $"'{source.File.Path}' is no longer what was sent",
            }
            : finding;
    }

    /// <summary>A record that came through CSV has whole seconds.</summary>
    static bool IsSameTime(DateTime known, DateTime actual) =>
        known == actual
        || (known.Ticks % TimeSpan.TicksPerSecond == 0 && known.Ticks == actual.Ticks - (actual.Ticks % TimeSpan.TicksPerSecond));

    static RoundTripFinding? EncryptionFinding(VerifyRequest request, ObjectContent content, EnvelopeReading reading)
    {
        if (
            request.ServerSideEncryption is { } expected
            && !string.Equals(expected, content.Description.ServerSideEncryption, StringComparison.Ordinal)
        )
            return new(
                RoundTripReason.NotEncrypted,
                $"the server reports server-side encryption '{content.Description.ServerSideEncryption ?? "none"}' where '{expected}' is expected"
            );
        return reading.Kind switch
        {
            EnvelopeKind.Damaged => new(RoundTripReason.DamagedEnvelope, reading.Obstacle),
            EnvelopeKind.None when request.RootKey is not null || request.Envelope is nameof(EnvelopeKind.V1) => new(
                RoundTripReason.NotEncrypted,
                "it has no client-side envelope"
            ),
            EnvelopeKind.None when content.Description.ServerSideEncryption is null => new(
                RoundTripReason.NotEncrypted,
                "it has neither a client-side envelope nor server-side encryption"
            ),
            EnvelopeKind.None => null,
            _ => reading is { Kind: EnvelopeKind.V1, Envelope: not null }
                ? null
                : new(RoundTripReason.UnsupportedEnvelope, reading.Obstacle),
        };
    }

    /// <summary>An object without an envelope may have it in a second object: then it is encrypted, only not readably so.</summary>
    async Task<RoundTripFinding> ExplainAsync(RoundTripFinding finding, S3Address address, CancellationToken cancellationToken)
    {
        if (finding.Reason != RoundTripReason.NotEncrypted)
            return finding;
        return await InstructionFile.FindAsync(store, address, cancellationToken).ConfigureAwait(false) is { } instructions
            ? new(RoundTripReason.UnsupportedEnvelope, $"its envelope is in the instruction file {instructions}")
            : finding;
    }

    /// <summary>What is compared with what.</summary>
    /// <param name="Content">The object.</param>
    /// <param name="Source">What it was made from.</param>
    /// <param name="Packing">What the content was compressed with on its way.</param>
    sealed record ComparedObject(RangedContent Content, SourceContent Source, CopyCompression Packing);
}
