namespace RedshiftEncryption.Envelope;

/// <summary>What an object's metadata says of its client-side encryption.</summary>
/// <param name="Kind">Which envelope it is.</param>
/// <param name="Envelope">The envelope, where this module can open it.</param>
/// <param name="Obstacle">In words, why COPY could not read it and, where there is no <paramref name="Envelope"/>, this
/// module cannot; empty where it could, or where there is none.</param>
internal sealed record EnvelopeReading(EnvelopeKind Kind, ContentEnvelope? Envelope, string Obstacle)
{
    /// <summary>Whether the object is itself another one's envelope, and no content.</summary>
    public bool IsInstructionFile =>
        Kind == EnvelopeKind.InstructionFile && string.Equals(Obstacle, InstructionFile.Obstacle, StringComparison.Ordinal);

    /// <summary>The content's cipher as the envelope names it, or as V1 prescribes it; null where it does not tell.</summary>
    public string? ContentCipher { get; init; }

    /// <summary>The algorithm that wraps the data key, likewise.</summary>
    public string? KeyWrap { get; init; }
}
