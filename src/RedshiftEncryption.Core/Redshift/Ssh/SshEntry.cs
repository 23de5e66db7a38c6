namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Represents one connection that Redshift opens, and the share that its command streams.</summary>
/// <param name="Endpoint">The host's name or address, as the cluster reaches it.</param>
/// <param name="Command">The command, which names a share.</param>
/// <param name="PublicKey">The base64 part of the host's RSA public key.</param>
/// <param name="UserName">The user to sign in as.</param>
internal sealed record SshEntry(string Endpoint, string Command, string PublicKey, string UserName);
