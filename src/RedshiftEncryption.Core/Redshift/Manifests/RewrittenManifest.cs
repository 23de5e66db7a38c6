namespace RedshiftEncryption.Redshift.Manifests;

/// <summary>The manifest of an UNLOAD as it is stored beside its converted objects.</summary>
/// <param name="Text">UTF-8; the manifest's own bytes where nothing had to change.</param>
/// <param name="ForeignEntries">How many entries name objects that are not among those that are converted: they stay as they were.</param>
internal sealed record RewrittenManifest(byte[] Text, int ForeignEntries);
