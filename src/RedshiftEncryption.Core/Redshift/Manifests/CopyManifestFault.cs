namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>Why there is no manifest; each has an error id of its own.</summary>
internal enum CopyManifestFault
{
    /// <summary>An object is named more than once, and COPY would load it as often.</summary>
    DuplicateEntry,

    /// <summary>More bytes than the memory limit.</summary>
    ManifestTooLarge,

    /// <summary>What was read is not a manifest.</summary>
    InvalidManifest,

    /// <summary>The root key does not open the manifest.</summary>
    WrongRootKey,

    /// <summary>The manifest has a client-side envelope that this module does not open.</summary>
    UnsupportedEnvelope,

    /// <summary>The envelope's fields are missing or malformed.</summary>
    DamagedEnvelope,

    /// <summary>The manifest's length or padding tells that its bytes are not those that were written.</summary>
    DamagedContent,
}
