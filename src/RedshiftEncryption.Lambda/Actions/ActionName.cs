namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Specifies what the function does with each object.</summary>
internal enum ActionName
{
    /// <summary>Stores the plaintext with server-side encryption, as <c>Convert-EncryptedS3Object</c> does.</summary>
    Convert,

    /// <summary>Wraps the data key under a new root key, as <c>Update-EncryptedS3Object</c> does.</summary>
    Update,

    /// <summary>Decrypts the object, and compares it with its conversion if there is a destination.</summary>
    Verify,
}
