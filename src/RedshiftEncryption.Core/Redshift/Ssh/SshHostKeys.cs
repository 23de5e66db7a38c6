namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Finds the RSA public keys of hosts in <c>.pub</c> and <c>known_hosts</c> files of OpenSSH.</summary>
internal static class SshHostKeys
{
    const string Hashed = "|1|";

    /// <summary>Returns the base64 part of each host's key.</summary>
    /// <param name="hosts">The hosts.</param>
    /// <param name="files">One file for each host in their order, or one file for all hosts, with their names and contents.</param>
    /// <exception cref="InvalidSshHostKeyException">A host has no valid RSA key, or several.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> hosts, IReadOnlyList<(string Path, string Text)> files) =>
        files.Count == 1 ? FindAll(hosts, files[0].Path, files[0].Text)
        : files.Count == hosts.Count ? [.. hosts.Zip(files, static (host, file) => FindAll([host], file.Path, file.Text)[0])]
        : throw new InvalidSshHostKeyException(
            $"{files.Count} host key files were specified for {hosts.Count} hosts. Specify one file for each host in their order, "
                + "or one file with a line for each host."
        );

    static IReadOnlyList<string> FindAll(IReadOnlyList<string> hosts, string path, string text)
    {
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new InvalidSshHostKeyException($"'{path}' is a private key. Specify its public part, the file that ends in .pub.");
        if (text.TrimStart().StartsWith("----", StringComparison.Ordinal))
            throw new InvalidSshHostKeyException(
                $"'{path}' is not in OpenSSH's form. Specify a file with a line 'ssh-rsa AAAA...', such as ssh-keygen -i prints."
            );
        var lines = text.Split('\n').Select(static (line, i) => SshKeyLine.Parse(line, i + 1)).OfType<SshKeyLine>().ToList();
        if (lines.Count == 0)
            throw new InvalidSshHostKeyException($"'{path}' contains no public key of OpenSSH.");
        if (lines.Exists(static line => line.Hosts is not null))
            return [.. hosts.Select(host => Named(host, lines, path))];
        var keys = lines.FindAll(IsRsa);
        if (keys.Count == hosts.Count)
            return [.. keys.Select(line => SshRsaKey.Check(line.Base64, path, line.Number))];
        throw keys.Count == 0
            ? NoRsa($"'{path}'", lines)
            : new InvalidSshHostKeyException(
                $"'{path}' contains {keys.Count} RSA keys for {hosts.Count} hosts. It needs one line for each host, in their order."
            );
    }

    static string Named(string host, List<SshKeyLine> lines, string path)
    {
        var known = lines.FindAll(line => line.IsOf(host));
        if (known.Count == 0)
            throw new InvalidSshHostKeyException(
                lines.Exists(static line => line.Hosts?.StartsWith(Hashed, StringComparison.Ordinal) == true)
                    ? $"'{path}' contains no line for {host}, and its other host names are hashed. "
                        + $"Find the line with ssh-keygen -F {host}, and replace the hashed name by the host's."
                    : $"'{path}' contains no line for {host} at port 22."
            );
        var keys = known.FindAll(IsRsa);
        if (keys.Count == 0)
            throw NoRsa($"{host} in '{path}'", known);
        if (keys.Find(static line => line.Marker is not null) is { Marker: { } marker })
            throw new InvalidSshHostKeyException(
                $"The RSA key of {host} in '{path}' is marked {marker}, so it does not identify the host."
            );
        return keys.Select(static line => line.Base64).Distinct(StringComparer.Ordinal).Count() == 1
            ? SshRsaKey.Check(keys[0].Base64, path, keys[0].Number)
            : throw new InvalidSshHostKeyException($"'{path}' contains several RSA keys for {host}. Remove those that are not the host's.");
    }

    static bool IsRsa(SshKeyLine line) => string.Equals(line.Algorithm, SshRsaKey.Algorithm, StringComparison.Ordinal);

    static InvalidSshHostKeyException NoRsa(string what, List<SshKeyLine> lines)
    {
        var found = string.Join(", ", lines.Select(static line => line.Algorithm).Distinct(StringComparer.Ordinal));
        var kind = found.Contains("-cert-", StringComparison.Ordinal) ? "a certificate is not a key, and " : "";
        return new InvalidSshHostKeyException(
            $"{what} has the key {found}, but {kind}Redshift identifies hosts only by RSA keys (ssh-rsa). "
                + "Specify /etc/ssh/ssh_host_rsa_key.pub of the host; ssh-keygen -t rsa creates one."
        );
    }
}
