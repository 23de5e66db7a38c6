namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Represents a host that Redshift connects to at port 22.</summary>
/// <param name="Name">The name or address, as the cluster reaches it.</param>
/// <param name="PublicKey">The base64 part of its RSA public key.</param>
/// <param name="UserName">The user to sign in as.</param>
internal sealed record SshHost(string Name, string PublicKey, string UserName)
{
    const int MaximumUserNameLength = 32;

    /// <summary>Creates the hosts of a load.</summary>
    /// <param name="names">Their names or addresses.</param>
    /// <param name="userName">The user to sign in as.</param>
    /// <param name="keyFiles">The files of their public keys: see <see cref="SshHostKeys.Find"/>.</param>
    /// <exception cref="InvalidCopyOptionException">A name is not a DNS name or an IP address, or occurs twice, or the user's
    /// name is not valid.</exception>
    /// <exception cref="InvalidSshHostKeyException">A host has no valid RSA key.</exception>
    public static IReadOnlyList<SshHost> Create(
        IReadOnlyList<string> names,
        string userName,
        IReadOnlyList<(string Path, string Text)> keyFiles
    )
    {
        foreach (var name in names)
        {
            if (
                Uri.CheckHostName(name) is UriHostNameType.Unknown or UriHostNameType.Basic
                || name.Any(static character => character > '~')
            )
                throw new InvalidCopyOptionException(
                    $"'{name}' is not a host. Specify a DNS name or an IP address, without a user or a port: Redshift connects to port 22."
                );
        }
        if (names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Count)
            throw new InvalidCopyOptionException("-SshHost contains a host twice. Specify -ConnectionsPerHost for more connections.");
        CheckUserName(userName);
        return [.. names.Zip(SshHostKeys.Find(names, keyFiles), (name, key) => new SshHost(name, key, userName))];
    }

    static void CheckUserName(string userName)
    {
        if (
            userName.Length is 0 or > MaximumUserNameLength
            || userName[0] == '-'
            || !userName.All(static character => character is '_' or '-' or '.' || (character < 0x80 && char.IsLetterOrDigit(character)))
        )
            throw new InvalidCopyOptionException(
                $"'{userName}' is not a user name: it can contain letters, digits, periods, hyphens and underscores."
            );
    }
}
