using RedshiftEncryption.Envelope;
using RedshiftEncryption.Records;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies an object to inspect.</summary>
/// <param name="Address">The object.</param>
/// <param name="Keys">The keys to try; can be empty.</param>
internal sealed record InspectRequest(S3Address Address, KeyRing Keys)
{
    /// <summary>Gets whether a listing showed that the object has no instruction file.</summary>
    public bool HasNoInstructionFile { get; init; }

    /// <summary>Gets the failure counts of the commands that processed the record.</summary>
    public IReadOnlyList<FailureCounter> FailureCounters { get; init; } = [];
}
