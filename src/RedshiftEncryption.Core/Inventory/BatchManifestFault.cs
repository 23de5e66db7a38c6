namespace RedshiftEncryption.Inventory;

/// <summary>Specifies why a manifest of S3 Batch Operations cannot be written. Each value is an error ID.</summary>
internal enum BatchManifestFault
{
    /// <summary>An object was added more than once.</summary>
    DuplicateEntry,

    /// <summary>Some objects have a version, and others do not.</summary>
    MixedVersions,

    /// <summary>A version ID is not one of S3.</summary>
    InvalidVersionId,

    /// <summary>The manifest would be longer than an upload can be.</summary>
    ManifestTooLarge,
}
