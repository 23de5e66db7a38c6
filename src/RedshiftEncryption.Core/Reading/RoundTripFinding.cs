namespace RedshiftEncryption.Reading;

/// <summary>What a comparison found.</summary>
/// <param name="Reason">None where all is well.</param>
/// <param name="Detail">The reason in words.</param>
/// <param name="FirstDifference">The offset of the first byte that differs, from 0.</param>
internal sealed record RoundTripFinding(RoundTripReason Reason, string? Detail = null, long? FirstDifference = null)
{
    /// <summary>The object's plaintext in bytes, where only reading it through could tell.</summary>
    public long? PlaintextLength { get; init; }

    public static RoundTripFinding Differs(long offset) =>
        new(RoundTripReason.ContentDiffers, $"the first difference is at byte {offset}", offset);
}
