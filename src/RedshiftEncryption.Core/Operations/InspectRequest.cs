using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>One object to say what it is.</summary>
/// <param name="Address">The object.</param>
/// <param name="RootKeys">Any of them may open it; may be empty.</param>
internal sealed record InspectRequest(S3Address Address, RootKeyRing RootKeys)
{
    /// <summary>Whether a listing has shown already that no other object holds its envelope.</summary>
    public bool HasNoInstructionFile { get; init; }

    /// <summary>Tallies of the commands that the record has come through.</summary>
    public IReadOnlyList<FailureTally> Tallies { get; init; } = [];
}
