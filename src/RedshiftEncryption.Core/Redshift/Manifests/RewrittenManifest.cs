namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>Represents the manifest of an UNLOAD as it is stored with its converted objects.</summary>
/// <param name="Text">The text in UTF-8; the original bytes if nothing changed.</param>
/// <param name="ForeignEntries">
/// The number of entries for objects that are not among the converted ones. These entries do not change.
/// </param>
internal sealed record RewrittenManifest(byte[] Text, int ForeignEntries);
