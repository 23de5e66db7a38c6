using RedshiftEncryption.Codecs;
using RedshiftEncryption.Envelope;
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
        using var opened = await OpenedObject.OpenLockedAsync(store, request.Address, cancellationToken).ConfigureAwait(false);
        var (description, reading) = (opened.Description, opened.Reading);
        var compression = request.Compression ?? CompressionByName.Of(request.Address.Key);
        // What was compressed before it was sent is in the object as it was.
        var packed =
            compression is CopyCompression.Gzip or CopyCompression.Zstd
            && (await source.LookAsync(cancellationToken).ConfigureAwait(false)).Compression == CopyCompression.None;
        var comparison = new ComparedObject(opened, source, packed ? compression : CopyCompression.None);
        var finding = await FindAsync(request, comparison, progress, cancellationToken).ConfigureAwait(false);
        var compared = new EncryptedS3Object
        {
            BucketName = request.Address.BucketName,
            Key = request.Address.Key,
            VersionId = description.VersionId ?? request.Address.VersionId,
            Region = store.Region,
            EndpointUrl = store.EndpointUrl,
            ProfileName = store.ProfileName,
            SourcePath = file.Path,
            SourceLastWriteTimeUtc = file.State.LastWriteTimeUtc,
            SourceOffset = request.Range?.Offset,
            SourceLength = source.Range.Length,
            HeaderLength = source.Range.HeaderLength,
            Compression = compression.ToString(),
            Length = opened.Content.ObjectLength,
            PlaintextLength = packed ? finding.PlaintextLength ?? reading.Envelope?.UnencryptedLength : source.Length,
            ETag = description.ETag,
            Envelope = reading.Kind.ToString(),
            RootKeyFingerprint = opened.RootKey?.Fingerprint,
            ServerSideEncryption = description.ServerSideEncryption,
            KmsKeyId = description.KmsKeyId,
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
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var opened = compared.Opened;
        if (EncryptionFinding(request, opened) is { } finding)
            return await ExplainAsync(finding, request.Address, cancellationToken).ConfigureAwait(false);
        try
        {
            opened.Unlock(request.RootKeys);
        }
        catch (EnvelopeException exception)
        {
            return new(ReasonOf(exception.Fault), exception.Message);
        }
        if (opened.Reading.Envelope?.LengthObstacle(opened.Content.ObjectLength) is { } obstacle)
            return new(RoundTripReason.DamagedContent, obstacle);
        return Explain(await CompareAsync(compared, progress, cancellationToken).ConfigureAwait(false), request, compared.Source);
    }

    async Task<RoundTripFinding> CompareAsync(ComparedObject compared, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (opened, source, packing) = compared;
        if (packing == CopyCompression.None && opened.Decryptor is not { IsSequential: true })
            return await new RoundTripComparison(opened, buffers, source).RunAsync(progress, cancellationToken).ConfigureAwait(false);
        using var chunks = new PlaintextChunks(opened, buffers);
        using var plaintext = new PlaintextStream(chunks);
        try
        {
            var compression = packing == CopyCompression.None ? null : openCompression!();
            return await new StreamComparison(compression, packing, source)
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

    /// <summary>A record that came through CSV has whole seconds.</summary>
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
            EnvelopeKind.None when !request.RootKeys.IsEmpty || request.Envelope is nameof(EnvelopeKind.V1) => new(
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
    /// <param name="Opened">The object.</param>
    /// <param name="Source">What it was made from.</param>
    /// <param name="Packing">What the content was compressed with on its way.</param>
    sealed record ComparedObject(OpenedObject Opened, SourceContent Source, CopyCompression Packing);
}
