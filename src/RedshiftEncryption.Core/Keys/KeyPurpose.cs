namespace RedshiftEncryption.Keys;

/// <summary>Specifies what a key that a key management service encrypted is for. Error messages depend on it.</summary>
internal enum KeyPurpose
{
    /// <summary>The root key of a key file.</summary>
    RootKey,

    /// <summary>The data key of an object.</summary>
    DataKey,
}
