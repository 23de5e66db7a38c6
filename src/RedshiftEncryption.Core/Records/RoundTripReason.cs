namespace RedshiftEncryption;

/// <summary>Specifies why a round trip is not verified.</summary>
public enum RoundTripReason
{
    /// <summary>The round trip is verified: the object's plaintext is identical to the source.</summary>
    None,

    /// <summary>The root key does not decrypt the object.</summary>
    WrongRootKey,

    /// <summary>The object is not encrypted as expected.</summary>
    NotEncrypted,

    /// <summary>The object has an envelope that this module recognizes but does not support.</summary>
    UnsupportedEnvelope,

    /// <summary>The envelope's fields are missing, malformed or contradictory.</summary>
    DamagedEnvelope,

    /// <summary>The length or padding of the ciphertext is wrong.</summary>
    DamagedContent,

    /// <summary>The plaintext differs from the source.</summary>
    ContentDiffers,

    /// <summary>The source changed after it was sent.</summary>
    SourceChanged,
}
