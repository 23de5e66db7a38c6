namespace RedshiftEncryption;

/// <summary>An object whose content was read back, decrypted and compared with its source.</summary>
public sealed class RoundTripResult : EncryptedS3Object
{
    internal RoundTripResult(EncryptedS3Object compared)
        : base(compared) { }

    /// <summary>Whether the object's plaintext is the source, byte by byte.</summary>
    public bool Verified => string.Equals(Reason, nameof(RoundTripReason.None), StringComparison.Ordinal);

    /// <summary>Why not, by its name in <see cref="RoundTripReason"/>; <c>None</c> where it is verified.</summary>
    public string Reason { get; internal init; } = nameof(RoundTripReason.None);

    /// <summary>The reason in words.</summary>
    public string? Detail { get; internal init; }

    /// <summary>The offset of the first byte that differs, from 0; null where none is known.</summary>
    public long? FirstDifference { get; internal init; }
}
