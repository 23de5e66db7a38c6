namespace RedshiftEncryption.Envelope;

/// <summary>Why an object cannot be decrypted; each has an error id of its own.</summary>
internal enum EnvelopeFault
{
    /// <summary>It has an envelope that this module recognises and cannot open.</summary>
    UnsupportedEnvelope,

    /// <summary>The envelope's fields are missing, malformed or contradictory.</summary>
    DamagedEnvelope,

    /// <summary>None of the root keys opens it.</summary>
    WrongRootKey,

    /// <summary>It has none, where encryption is required.</summary>
    NotEncrypted,
}
