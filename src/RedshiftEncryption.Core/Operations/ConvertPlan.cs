using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Represents a planned conversion. Planning reads no content and writes nothing.</summary>
/// <param name="Request">The request.</param>
/// <param name="Source">What the server reports about the source; null if its description in a listing was sufficient.</param>
/// <param name="Existing">What the server reports about the destination; null if it does not exist, and in place.</param>
/// <param name="Outcome">What the conversion will do.</param>
internal sealed record ConvertPlan(ConvertRequest Request, ObjectDescription? Source, ObjectDescription? Existing, ConvertOutcome Outcome)
{
    /// <summary>
    /// Gets whether <see cref="ConvertOutcome.Done"/> is certain only after the source's last block has been read, because
    /// its plaintext's length is not stated, or because it may be a manifest.
    /// </summary>
    public bool IsLengthOpen { get; init; }

    /// <summary>Gets the length of the source in bytes.</summary>
    public long SourceLength => Source?.Length ?? Request.Listed!.Length;

    /// <summary>Gets the version of the source; null if it is not known.</summary>
    public string? SourceVersionId => Source is null ? Request.Source.VersionId : Source.VersionId;

    /// <summary>Gets whether the conversion reads or writes content.</summary>
    public bool IsDue => Outcome is ConvertOutcome.Convert or ConvertOutcome.Compare;
}
