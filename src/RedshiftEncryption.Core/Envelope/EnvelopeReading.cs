namespace RedshiftEncryption.Envelope;

/// <summary>Contains what an object's metadata and its instruction file specify about its client-side encryption.</summary>
/// <param name="Kind">The kind of envelope.</param>
/// <param name="Envelope">The envelope, if this module can open it.</param>
/// <param name="Obstacle">Why COPY could not read the object and, without an <paramref name="Envelope"/>, why this
/// module cannot; empty if COPY could read it or there is no envelope.</param>
internal sealed record EnvelopeReading(EnvelopeKind Kind, ContentEnvelope? Envelope, string Obstacle)
{
    /// <summary>Gets whether the object is itself the envelope of another object, and not content.</summary>
    public bool IsInstructionFile => Kind == EnvelopeKind.InstructionFile;

    /// <summary>Gets whether the wrapped key is in an instruction file, which has not been read.</summary>
    public bool NeedsInstructionFile { get; init; }

    /// <summary>Gets the instruction file that contains the envelope or a part of it; null if all of it is in the metadata.</summary>
    public InstructionFileContent? Instructions { get; init; }

    /// <summary>Gets the cipher of the content as specified by the envelope or by V1; null if it is not known.</summary>
    public string? ContentCipher { get; init; }

    /// <summary>Gets the algorithm that wraps the data key, in the same way.</summary>
    public string? KeyWrap { get; init; }
}
