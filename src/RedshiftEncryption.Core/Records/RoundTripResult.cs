namespace RedshiftEncryption;

/// <summary>Represents an object whose content was read back, decrypted and compared with its source.</summary>
public sealed class RoundTripResult : EncryptedS3Object
{
    internal RoundTripResult(EncryptedS3Object compared)
        : base(compared) { }

    /// <summary>Gets whether the object's plaintext is identical to the source.</summary>
    public bool Verified => string.Equals(Reason, nameof(RoundTripReason.None), StringComparison.Ordinal);

    /// <summary>
    /// Gets why the object is not verified, by its name in <see cref="RoundTripReason"/>; <c>None</c> if it is
    /// verified.
    /// </summary>
    public string Reason { get; internal init; } = nameof(RoundTripReason.None);

    /// <summary>Gets a text that describes the reason.</summary>
    public string? Detail { get; internal init; }

    /// <summary>Gets the zero-based offset of the first byte that differs; null if it is not known.</summary>
    public long? FirstDifference { get; internal init; }
}
