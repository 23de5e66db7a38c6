namespace RedshiftEncryption.Redshift.Ssh;

/// <summary>Represents one key in a <c>.pub</c> or <c>known_hosts</c> file of OpenSSH.</summary>
/// <param name="Marker"><c>@revoked</c> or <c>@cert-authority</c>; null for none.</param>
/// <param name="Hosts">The hosts, separated by commas; null in a <c>.pub</c> file.</param>
/// <param name="Algorithm">The algorithm, such as <c>ssh-rsa</c>.</param>
/// <param name="Base64">The key.</param>
/// <param name="Number">The line's number, from 1.</param>
/// <remarks>From sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT" and "AUTHORIZED_KEYS FILE FORMAT".</remarks>
internal sealed record SshKeyLine(string? Marker, string? Hosts, string Algorithm, string Base64, int Number)
{
    static readonly char[] Blanks = [' ', '\t'];
    static readonly string[] Families = ["ssh-", "ecdsa-", "sk-", "rsa-sha2-"];

    /// <summary>Parses a line; returns null for an empty line, a comment and a line without a key.</summary>
    public static SshKeyLine? Parse(string line, int number)
    {
        var words = new Queue<string>(line.Trim().Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
        if (words.Count == 0 || words.Peek()[0] == '#')
            return null;
        var marker = words.Peek()[0] == '@' ? words.Dequeue() : null;
        var hosts = words.Count > 0 && (marker is not null || !IsAlgorithm(words.Peek())) ? words.Dequeue() : null;
        return words.Count >= 2 && IsAlgorithm(words.Peek())
            ? new SshKeyLine(marker, hosts, words.Dequeue(), words.Dequeue(), number)
            : null;
    }

    /// <summary>Returns whether the line is of a host at port 22, where Redshift connects. Hashed names match no host.</summary>
    public bool IsOf(string host) =>
        Hosts is not null
        && Array.Exists(
            Hosts.Split(','),
            name =>
                string.Equals(name, host, StringComparison.OrdinalIgnoreCase)
                || string.Equals(name, $"[{host}]:22", StringComparison.OrdinalIgnoreCase)
        );

    static bool IsAlgorithm(string word) => Array.Exists(Families, family => word.StartsWith(family, StringComparison.Ordinal));
}
