using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Reads an object back, decrypts and decompresses it, and compares it with its source, with constant memory. Can run
/// concurrently.
/// </summary>
/// <param name="store">The store that contains the object.</param>
/// <param name="buffers">The buffers of the command.</param>
/// <param name="openCompression">Called for objects that were compressed when they were sent.</param>
internal sealed class VerifyOperation(IObjectReader store, BufferPool buffers, Func<ICompression>? openCompression = null)
{
    /// <summary>Compares an object with its source.</summary>
    /// <exception cref="IOException">The source cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the source is not permitted.</exception>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    /// <exception cref="RootKeyRequiredException">No key of the kind that opens the object was specified.</exception>
    public async Task<RoundTripResult> RunAsync(VerifyRequest request, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var file = await SourceFile.OpenAsync(request.SourcePath, cancellationToken).ConfigureAwait(false);
        var source = request.Range is null ? new SourceContent(file) : new SourceContent(file, request.Range);
        using var opened = await OpenedObject.OpenLockedAsync(store, request.Address, cancellationToken).ConfigureAwait(false);
        var compression = request.Compression ?? CompressionByName.Of(request.Address.Key);
        // A file that was compressed before it was sent is stored as it was. Only text is split.
        var isCompressed =
            FileFormat.Of(compression) is { HasCodec: true }
            && (
                request.Range is not null
                || (await source.LookAsync(cancellationToken).ConfigureAwait(false)).Compression == CopyCompression.None
            );
        var comparison = new ComparedObject(opened, source, isCompressed ? compression : CopyCompression.None);
        var finding = await FindAsync(request, comparison, progress, cancellationToken).ConfigureAwait(false);
        return new RoundTripResult(ObjectRecords.Of(store, request.Address, opened.Description, opened.Reading))
        {
            SourcePath = file.Path,
            SourceLastWriteTimeUtc = file.State.LastWriteTimeUtc,
            SourceOffset = request.Range?.Offset,
            SourceLength = source.Range.Length,
            HeaderLength = source.Range.HeaderLength,
            RowCount = request.Range?.RowCount,
            Compression = compression.ToString(),
            PlaintextLength = isCompressed ? finding.PlaintextLength ?? opened.Reading.Envelope?.UnencryptedLength : source.Length,
            RootKeyFingerprint = (opened.RootKey ?? request.Keys.Identify(opened.Reading.Envelope).RootKey)?.Fingerprint,
            WasSkipped = request.WasSkipped,
            FailureCounters = request.FailureCounters,
            Reason = finding.Reason.ToString(),
            Detail = finding.Detail,
            FirstDifference = finding.FirstDifference,
        };
    }

    async Task<RoundTripFinding> FindAsync(
        VerifyRequest request,
        ComparedObject compared,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var opened = compared.Opened;
        if (ExpectsEnvelope(request, compared))
            await opened.FindInstructionFileAsync(cancellationToken).ConfigureAwait(false);
        if (EncryptionFinding(request, opened) is { } finding)
            return finding;
        try
        {
            await opened.UnlockAsync(request.Keys, cancellationToken).ConfigureAwait(false);
        }
        catch (EnvelopeException exception)
        {
            // The caller's sentence continues after the detail.
            return new(ReasonOf(exception.Fault), exception.Message.TrimEnd('.'));
        }
        if (opened.Reading.Envelope?.LengthObstacle(opened.Content.ObjectLength) is { } obstacle)
            return new(RoundTripReason.DamagedContent, obstacle);
        return Explain(await CompareAsync(compared, progress, cancellationToken).ConfigureAwait(false), request, compared.Source);
    }

    async Task<RoundTripFinding> CompareAsync(ComparedObject compared, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (opened, source, compression) = compared;
        if (compression == CopyCompression.None)
            return await new RoundTripComparison(opened, buffers, source).RunAsync(progress, cancellationToken).ConfigureAwait(false);
        using var chunks = new PlaintextChunks(opened, buffers);
        using var plaintext = new PlaintextStream(chunks);
        try
        {
            return await new StreamComparison(openCompression!(), compression, source)
                .RunAsync(plaintext, progress, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await chunks.StopAsync().ConfigureAwait(false);
        }
    }

    static RoundTripReason ReasonOf(EnvelopeFault fault) =>
        fault switch
        {
            EnvelopeFault.WrongRootKey => RoundTripReason.WrongRootKey,
            EnvelopeFault.DamagedEnvelope => RoundTripReason.DamagedEnvelope,
            EnvelopeFault.NotEncrypted => RoundTripReason.NotEncrypted,
            _ => RoundTripReason.UnsupportedEnvelope,
        };

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

    /// <summary>Returns whether two times are equal. Records from CSV files have whole seconds.</summary>
    static bool IsSameTime(DateTime known, DateTime actual) =>
        known == actual
        || (known.Ticks % TimeSpan.TicksPerSecond == 0 && known.Ticks == actual.Ticks - (actual.Ticks % TimeSpan.TicksPerSecond));

    static RoundTripFinding? EncryptionFinding(VerifyRequest request, OpenedObject opened)
    {
        var reported = opened.Description.ServerSideEncryption;
        if (request.ServerSideEncryption is { } expected && !string.Equals(expected, reported, StringComparison.Ordinal))
            return new(
                RoundTripReason.NotEncrypted,
                $"the server reports server-side encryption '{reported ?? "none"}' where '{expected}' is expected"
            );
        var reading = opened.Reading;
        return reading.Kind switch
        {
            EnvelopeKind.Damaged => new(RoundTripReason.DamagedEnvelope, reading.Obstacle),
            EnvelopeKind.None when !request.Keys.IsEmpty || IsEnvelope(request.Envelope) => new(
                RoundTripReason.NotEncrypted,
                "it has no client-side envelope"
            ),
            EnvelopeKind.None when reported is null => new(
                RoundTripReason.NotEncrypted,
                "it has neither a client-side envelope nor server-side encryption"
            ),
            EnvelopeKind.None => null,
            _ => reading.Envelope is null ? new(RoundTripReason.UnsupportedEnvelope, reading.Obstacle) : null,
        };
    }

    /// <summary>
    /// Returns whether an object is likely to be client-side encrypted, so that an instruction file is looked for. Objects with
    /// server-side encryption alone are spared the requests.
    /// </summary>
    static bool ExpectsEnvelope(VerifyRequest request, ComparedObject compared) =>
        compared.Opened.Reading.NeedsInstructionFile
        || !request.Keys.IsEmpty
        || IsEnvelope(request.Envelope)
        || compared.Opened.Description.ServerSideEncryption is null
        || (request.Envelope is null && !compared.MayBePlain);

    static bool IsEnvelope(string? envelope) => envelope is not (null or nameof(EnvelopeKind.None));

    /// <summary>Contains an object and its source.</summary>
    /// <param name="Opened">The object.</param>
    /// <param name="Source">The source.</param>
    /// <param name="Compression">The compression of the source when it was sent.</param>
    sealed record ComparedObject(OpenedObject Opened, SourceContent Source, CopyCompression Compression)
    {
        /// <summary>Gets whether the object has the length of the source. Any cipher makes it longer, but so can compression.</summary>
        public bool MayBePlain => Compression == CopyCompression.None && Opened.Content.ObjectLength == Source.Length;
    }
}
