using RedshiftEncryption.Cipher;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Envelope;

/// <summary>Determines why COPY could not read an object while it supported client-side encryption.</summary>
/// <remarks>
/// COPY read client-side encryption under a symmetric root key with the envelope in the metadata, and server-side
/// encryption except SSE-C: "Loading encrypted data files from Amazon S3" in Redshift's guide. Archived objects cannot
/// be read until they are restored. The texts are the same for all objects of one kind, so that objects can be grouped
/// by them.
/// </remarks>
internal static class CopyObstacle
{
    const string Separator = "; ";

    /// <returns>Null if there was no obstacle.</returns>
    public static string? Of(EnvelopeReading reading, ObjectDescription description)
    {
        var obstacles = InEnvelope(reading).ToList();
        if (reading is { Instructions: not null, Kind: not EnvelopeKind.Damaged })
            obstacles.Add("its envelope is in an instruction file");
        // Without the numbers, which would make the text different for each object.
        if (reading.Envelope is { } envelope && envelope.LengthObstacle(description.Length) is not null)
            obstacles.Add(
                envelope.IsPossibleLength(description.Length)
                    ? "its length does not match its envelope"
                    : $"its length is not possible with {reading.ContentCipher}"
            );
        if (ArchiveOf(description) is { } archive)
            obstacles.Add($"it is archived ({archive}) and not restored");
        return obstacles.Count == 0 ? null : string.Join(Separator, obstacles);
    }

    static IEnumerable<string> InEnvelope(EnvelopeReading reading) =>
        reading.Kind switch
        {
            EnvelopeKind.None => [],
            EnvelopeKind.Damaged => [$"its envelope is damaged: {reading.Obstacle}"],
            EnvelopeKind.InstructionFile => [InstructionFile.Obstacle],
            EnvelopeKind.V1 => reading.Obstacle.Length > 0 ? [reading.Obstacle] : [],
            _ => InLaterEnvelope(reading),
        };

    static IEnumerable<string> InLaterEnvelope(EnvelopeReading reading)
    {
        yield return $"its envelope is {reading.Kind}, but COPY reads only {nameof(EnvelopeKind.V1)}";
        if (reading.KeyWrap is { } wrap && wrap.StartsWith("kms", StringComparison.OrdinalIgnoreCase))
            yield return $"its data key is wrapped by a KMS key ({wrap})";
        else if (reading.KeyWrap is { } other && other.StartsWith("RSA", StringComparison.OrdinalIgnoreCase))
            yield return $"its data key is wrapped under an asymmetric root key ({other})";
        if (reading is { Kind: EnvelopeKind.V2, ContentCipher: ContentAlgorithm.Gcm })
            yield return $"its content is {ContentAlgorithm.Gcm} with an initialization vector of 12 bytes, but COPY needs "
                + $"{ContentAlgorithm.Cbc} and {CbcContent.BlockLength} bytes";
        else if (reading.ContentCipher is { } cipher and not ContentAlgorithm.Cbc)
            yield return $"its content is {cipher}, but COPY needs {ContentAlgorithm.Cbc}";
    }

    /// <summary>
    /// Gets the archive that an object must be restored from first. S3 Glacier Instant Retrieval and all other classes
    /// not listed here can be read immediately.
    /// </summary>
    static string? ArchiveOf(ObjectDescription description) =>
        description switch
        {
            { IsRestored: true } => null,
            { StorageClass: "GLACIER" or "DEEP_ARCHIVE" } => description.StorageClass,
            { ArchiveStatus: { } tier } => $"{description.StorageClass}, {tier}",
            _ => null,
        };
}
