namespace RedshiftEncryption;

/// <summary>What an object's metadata says of its client-side encryption.</summary>
/// <param name="Kind">Which envelope it is.</param>
/// <param name="Envelope">The envelope, where this module can open it.</param>
/// <param name="Obstacle">In words, why it cannot; empty where it can, or where there is none.</param>
internal sealed record EnvelopeReading(EnvelopeKind Kind, ContentEnvelope? Envelope, string Obstacle);
