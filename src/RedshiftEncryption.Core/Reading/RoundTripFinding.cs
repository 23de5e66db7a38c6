namespace RedshiftEncryption.Reading;

/// <summary>Represents the result of a comparison.</summary>
/// <param name="Reason">None if the contents are identical.</param>
/// <param name="Detail">The reason in words.</param>
/// <param name="FirstDifference">The zero-based offset of the first byte that differs.</param>
internal sealed record RoundTripFinding(RoundTripReason Reason, string? Detail = null, long? FirstDifference = null)
{
    /// <summary>Gets the length of the object's plaintext in bytes, if only reading the whole object could show it.</summary>
    public long? PlaintextLength { get; init; }

    public static RoundTripFinding Differs(long offset) =>
        new(RoundTripReason.ContentDiffers, $"the first difference is at byte {offset}", offset);
}
