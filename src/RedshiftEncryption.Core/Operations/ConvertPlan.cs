using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>What an object that is to be converted was found to be.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Source">What the server says of the object.</param>
/// <param name="Existing">What is at the destination; null for nothing, and in place.</param>
/// <param name="Outcome">What is to become of it.</param>
internal sealed record ConvertPlan(ConvertRequest Request, ObjectDescription Source, ObjectDescription? Existing, ConvertOutcome Outcome)
{
    /// <summary>
    /// Whether <see cref="ConvertOutcome.Done"/> is certain only when the source's last block has been read: its length is
    /// not stated, or what is stored is a manifest.
    /// </summary>
    public bool IsLengthOpen { get; init; }
}
