using System.Security.Cryptography;
using RedshiftEncryption.Cipher;
using RedshiftEncryption.Envelope;
using RedshiftEncryption.Reading;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Operations;

/// <summary>Determines whether an object at the destination is the conversion of the source, which an earlier run has stored.</summary>
/// <param name="store">The store that contains both objects.</param>
/// <param name="buffers">The buffers of the command.</param>
internal sealed class EarlierConversion(IObjectReader store, BufferPool buffers)
{
    /// <summary>
    /// Returns whether the description of the source in a listing may be sufficient. A comparison needs the source, and so does a
    /// possible manifest, whose conversion has another length.
    /// </summary>
    public static bool CanBeListed(ConvertRequest request) =>
        request is { Verify: false, Listed: { ETag: not null } listed }
        && !ConvertibleManifest.IsPossible(request.Source.Key, listed.Length);

    /// <summary>Decides from the description of the source in a listing whether an existing object is its conversion.</summary>
    public static bool IsOfListed(ConvertRequest request, ObjectDescription existing) =>
        CanBeListed(request) && existing.Length <= request.Listed!.Length && HasMark(request, request.Listed.ETag, existing) == true;

    /// <summary>Decides from descriptions alone.</summary>
    /// <returns>The outcome; null if the existing object is not the conversion.</returns>
    public static ConvertOutcome? OutcomeOf(
        ConvertRequest request,
        ObjectDescription source,
        ContentEnvelope? envelope,
        ObjectDescription existing
    )
    {
        // The length of a rewritten manifest depends on its text.
        if (
            envelope is not null
            && !ConvertibleManifest.IsPossible(request.Source.Key, source.Length)
            && !envelope.IsPossiblePlaintext(existing.Length, source.Length)
        )
            return null;
        return HasMark(request, source.ETag, existing) switch
        {
            true => request.Verify ? ConvertOutcome.Compare : ConvertOutcome.Done,
            // An object without a mark that may be overwritten is not read, because the conversion gives it one.
            null => request.Replace ? ConvertOutcome.Convert : ConvertOutcome.Compare,
            false => null,
        };
    }

    /// <summary>Decides with the source's content, and reads the existing object if necessary.</summary>
    /// <param name="plan">The plan, with an existing object.</param>
    /// <param name="opened">The source.</param>
    /// <param name="manifest">The manifest to store; null if the source is not a manifest.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Done if the existing object is the conversion; Convert if it must be overwritten. The result is verified if
    /// the contents were compared.</returns>
    /// <exception cref="ObjectStoreException">The destination is another object that must not be overwritten.</exception>
    /// <exception cref="DamagedContentException">The existing object has the source's mark, but not its content.</exception>
    public async Task<(ConvertOutcome Outcome, bool IsVerified)> DecideAsync(
        ConvertPlan plan,
        OpenedObject opened,
        byte[]? manifest,
        CancellationToken cancellationToken
    )
    {
        var (request, existing) = (plan.Request, plan.Existing!);
        var outcome =
            existing.Length == (manifest?.Length ?? await PlaintextLengthAsync(opened, cancellationToken).ConfigureAwait(false))
                ? OutcomeOf(request, opened.Description, opened.Reading.Envelope, existing)
                : null;
        if (outcome == ConvertOutcome.Done)
            return (ConvertOutcome.Done, IsVerified: false);
        if (outcome == ConvertOutcome.Compare)
        {
            if (await IsSameAsync(request.Destination, opened, manifest, cancellationToken).ConfigureAwait(false))
                return (ConvertOutcome.Done, IsVerified: true);
            if (request is { Verify: true, Replace: false })
                throw NotPlaintext(request);
        }
        return request.Replace ? (ConvertOutcome.Convert, IsVerified: false) : throw Taken(request);
    }

    /// <summary>Creates the exception for a destination that is another object.</summary>
    public static ObjectStoreException Taken(ConvertRequest request) =>
        new(ObjectStoreFault.ObjectExists, $"{request.Destination} exists and is not the conversion of {request.Source}.");

    /// <summary>Creates the exception for a destination whose content is wrong.</summary>
    public static DamagedContentException NotPlaintext(ConvertRequest request) =>
        new($"{request.Destination} is not the plaintext of {request.Source}.");

    /// <summary>
    /// Returns whether an object has the source's mark and the requested encryption, metadata and headers; null if one of the
    /// two objects has no mark to compare.
    /// </summary>
    static bool? HasMark(ConvertRequest request, string? eTag, ObjectDescription existing)
    {
        if (
            EnvelopeReader.Read(existing.Metadata).Kind != EnvelopeKind.None
            || !string.Equals(existing.ServerSideEncryption, request.ServerSideEncryption, StringComparison.Ordinal)
            || !IsKmsKey(request.KmsKeyId, existing.KmsKeyId)
            || !request.Options.AreIn(existing, CarriedProperties.HasField)
        )
            return false;
        return SourceMark.Of(request.Source, eTag) is { } mark && Mark(existing) is { } found
            ? string.Equals(mark, found, StringComparison.Ordinal)
            : null;
    }

    static string? Mark(ObjectDescription existing) =>
        existing
            .Metadata.FirstOrDefault(static field => string.Equals(field.Key, SourceMark.Field, StringComparison.OrdinalIgnoreCase))
            .Value;

    /// <summary>
    /// Returns whether the reported KMS key, an ARN, can be the requested one. An alias does not identify a key, and some
    /// servers report no key: both count as equal.
    /// </summary>
    static bool IsKmsKey(string? requested, string? reported) =>
        requested is null || reported is null || KmsKeyName.IsSame(requested, reported);

    /// <summary>Returns the plaintext's length from the envelope or, if it is not stated there, from the padding.</summary>
    static async Task<long> PlaintextLengthAsync(OpenedObject opened, CancellationToken cancellationToken)
    {
        var length = opened.Description.Length;
        if (opened.Reading.Envelope!.PlaintextLength(length) is { } known)
            return known;
        var block = new byte[CbcContent.BlockLength];
        using var reader = new RangeReader(opened, new ContentRange(length - block.Length, block.Length));
        return length - block.Length + await reader.ReadAsync(block, 0, block.Length, cancellationToken).ConfigureAwait(false);
    }

    async Task<bool> IsSameAsync(S3Address destination, OpenedObject opened, byte[]? manifest, CancellationToken cancellationToken)
    {
        var expected = manifest is null ? await HashAsync(opened, cancellationToken).ConfigureAwait(false) : SHA256.HashData(manifest);
        using var existing = await OpenedObject.OpenLockedAsync(store, destination, cancellationToken).ConfigureAwait(false);
        var found = await HashAsync(existing, cancellationToken).ConfigureAwait(false);
        return found.AsSpan().SequenceEqual(expected);
    }

    /// <summary>Returns the SHA-256 of the content. A CRC could be matched by a crafted content.</summary>
    async Task<byte[]> HashAsync(OpenedObject opened, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await PlaintextChunks
            .ReadAllAsync(opened, buffers, chunk => hash.AppendData(chunk.Buffer.Bytes, 0, chunk.Content.Length), cancellationToken)
            .ConfigureAwait(false);
        return hash.GetHashAndReset();
    }
}
