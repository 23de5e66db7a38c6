namespace RedshiftEncryption.Envelope;

/// <summary>Specifies why an object cannot be decrypted; each value has its own error ID.</summary>
internal enum EnvelopeFault
{
    /// <summary>This module recognizes the envelope but cannot open it.</summary>
    UnsupportedEnvelope,

    /// <summary>The envelope's fields are missing, malformed or contradictory.</summary>
    DamagedEnvelope,

    /// <summary>None of the root keys opens the envelope.</summary>
    WrongRootKey,

    /// <summary>The object has no envelope, but encryption is required.</summary>
    NotEncrypted,
}
