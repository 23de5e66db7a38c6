using System.Collections.ObjectModel;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>Converts PowerShell paths, relative to the current PowerShell location and not the process's, to file system paths.</summary>
internal static class FileSystemPath
{
    const string Provider = "FileSystem";

    /// <summary>Resolves a literal path, which need not exist.</summary>
    /// <exception cref="NotAFileSystemPathException">The path is not in the file system.</exception>
    /// <exception cref="SessionStateException">The drive or provider does not exist.</exception>
    public static string Resolve(PSCmdlet cmdlet, string path) => Resolve(cmdlet, path, out _, out _);

    /// <summary>Resolves a literal path, which need not exist.</summary>
    /// <param name="cmdlet">The cmdlet whose location relative paths are relative to.</param>
    /// <param name="path">The literal path.</param>
    /// <param name="provider">The file system provider.</param>
    /// <param name="drive">The path's drive; null where the path contains the provider itself.</param>
    public static string Resolve(PSCmdlet cmdlet, string path, out ProviderInfo provider, out PSDriveInfo? drive)
    {
        RefuseNul(path);
        var resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out drive);
        return Checked(path, provider, resolved);
    }

    /// <summary>Resolves wildcards.</summary>
    /// <exception cref="NotAFileSystemPathException">The path is not in the file system.</exception>
    /// <exception cref="SessionStateException">The path, drive or provider does not exist.</exception>
    public static Collection<string> ResolveWildcards(PSCmdlet cmdlet, string path)
    {
        RefuseNul(path);
        var resolved = cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider);
        Checked(path, provider, path);
        return resolved;
    }

    /// <summary>Rejects NUL, which no file system allows and for which each layer below throws a different exception.</summary>
    static void RefuseNul(string path)
    {
        if (path.AsSpan().IndexOf('\0') >= 0)
            throw new FileNotFoundException("A path contains a NUL character, which is not valid in a file name.");
    }

    static string Checked(string path, ProviderInfo provider, string resolved) =>
        string.Equals(provider.Name, Provider, StringComparison.OrdinalIgnoreCase)
            ? resolved
            : throw new NotAFileSystemPathException(path, provider.Name);
}
