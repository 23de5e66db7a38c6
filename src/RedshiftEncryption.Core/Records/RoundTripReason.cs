namespace RedshiftEncryption;

/// <summary>Why a round trip is not verified.</summary>
public enum RoundTripReason
{
    /// <summary>It is verified: the object's plaintext is the source, byte by byte.</summary>
    None,

    /// <summary>The root key does not open the object.</summary>
    WrongRootKey,

    /// <summary>The object is not encrypted as it should be.</summary>
    NotEncrypted,

    /// <summary>The object has an envelope that this module recognises and cannot open.</summary>
    UnsupportedEnvelope,

    /// <summary>The envelope's fields are missing, malformed or contradictory.</summary>
    DamagedEnvelope,

    /// <summary>The ciphertext's length or padding cannot be right.</summary>
    DamagedContent,

    /// <summary>The plaintext is another than the source.</summary>
    ContentDiffers,

    /// <summary>The source is no longer what was sent.</summary>
    SourceChanged,
}
