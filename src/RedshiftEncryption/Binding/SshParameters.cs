using System.Management.Automation;
using RedshiftEncryption.Operations;
using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Redshift.Ssh;

namespace RedshiftEncryption.Binding;

/// <summary>The checked parameters of an SSH manifest.</summary>
/// <param name="Hosts">The hosts.</param>
/// <param name="ConnectionsPerHost">The number of connections to each.</param>
/// <param name="Command">The form of their commands.</param>
/// <param name="SharePath">The absolute path of the share list.</param>
internal sealed record SshParameters(IReadOnlyList<SshHost> Hosts, int ConnectionsPerHost, string Command, string SharePath)
{
    /// <summary>Redshift's own default.</summary>
    public const string DefaultUser = "redshift";

    public const int MaximumConnections = 100;

    /// <summary>A known_hosts file of a large site; anything longer is another file.</summary>
    const long MaximumKeyFileLength = 16 * 1024 * 1024;

    /// <summary>Reads the host keys and checks the values.</summary>
    /// <param name="cmdlet">The cmdlet whose location relative paths are relative to.</param>
    /// <param name="hosts">The hosts' names.</param>
    /// <param name="user">The user of the connections.</param>
    /// <param name="keyPaths">The files of the hosts' public keys.</param>
    /// <param name="connectionsPerHost">The number of connections to each host.</param>
    /// <param name="command">The form of the commands.</param>
    /// <param name="sharePath">The path of the share list.</param>
    /// <exception cref="InvalidCopyOptionException">A name or the form of the command is not valid.</exception>
    /// <exception cref="InvalidSshHostKeyException">A host has no valid RSA key.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="SessionStateException">The drive or provider of a path does not exist.</exception>
    public static SshParameters Read(
        PSCmdlet cmdlet,
        string[] hosts,
        string user,
        string[] keyPaths,
        int connectionsPerHost,
        string command,
        string sharePath
    )
    {
        // Before any file is read.
        _ = SshCommand.Format(command, "share");
        var files = keyPaths.Select(path => (Path: path, Text: ReadKeyFile(FileSystemPath.Resolve(cmdlet, path)))).ToList();
        return new SshParameters(
            SshHost.Create(hosts, user, files),
            connectionsPerHost,
            command,
            Path.GetFullPath(FileSystemPath.Resolve(cmdlet, sharePath))
        );
    }

    /// <exception cref="InvalidCopyOptionException">COPY could not load the objects over SSH.</exception>
    public SshManifest Divide(CopyManifestContents contents) => new(SshLoad.Of(contents, Hosts, ConnectionsPerHost, Command), SharePath);

    static string ReadKeyFile(string path) =>
        new FileInfo(path) is { Exists: true, Length: > MaximumKeyFileLength }
            ? throw new InvalidSshHostKeyException($"'{path}' is too long for a file of public keys.")
            : File.ReadAllText(path);
}
