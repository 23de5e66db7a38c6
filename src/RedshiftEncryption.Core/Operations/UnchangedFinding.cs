using RedshiftEncryption.Source;

namespace RedshiftEncryption.Operations;

/// <summary>Represents what a comparison of a file with the object of an earlier run has shown.</summary>
/// <param name="Unchanged">The record of the object, which need not be sent again; null if it must be.</param>
/// <param name="Difference">What differs, as a clause for messages; empty if nothing does.</param>
internal sealed record UnchangedFinding(EncryptedS3Object? Unchanged, string Difference)
{
    /// <summary>Gets the SHA-256 of the source; null if it was not computed.</summary>
    public byte[]? ContentHash { get; init; }

    /// <summary>Gets the state of the file that the hash belongs to; null if it was not computed.</summary>
    public SourceState? State { get; init; }
}
