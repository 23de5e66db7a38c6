namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>Specifies why a manifest cannot be written or read. Each value is an error ID.</summary>
internal enum CopyManifestFault
{
    /// <summary>An object occurs more than once, so COPY would load it more than once.</summary>
    DuplicateEntry,

    /// <summary>The manifest has more bytes than the memory limit.</summary>
    ManifestTooLarge,

    /// <summary>The content is not a manifest.</summary>
    InvalidManifest,

    /// <summary>The root key does not decrypt the manifest.</summary>
    WrongRootKey,

    /// <summary>The manifest has a client-side envelope that this module does not support.</summary>
    UnsupportedEnvelope,

    /// <summary>The envelope's fields are missing or malformed.</summary>
    DamagedEnvelope,

    /// <summary>
    /// The length or padding of the manifest's ciphertext is wrong, so its bytes are not those that were written.
    /// </summary>
    DamagedContent,
}
