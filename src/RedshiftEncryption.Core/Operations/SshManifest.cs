using RedshiftEncryption.Redshift.Ssh;

namespace RedshiftEncryption.Operations;

/// <summary>Specifies an SSH manifest to write instead of a manifest of objects.</summary>
/// <param name="Load">The connections and their shares.</param>
/// <param name="SharePath">The absolute path of the share list, a local file.</param>
internal sealed record SshManifest(SshLoad Load, string SharePath);
