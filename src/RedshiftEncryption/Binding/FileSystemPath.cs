using System.Collections.ObjectModel;
using System.Management.Automation;

namespace RedshiftEncryption.Binding;

/// <summary>PowerShell paths, relative to PowerShell's location and not to the process's, as file system paths.</summary>
internal static class FileSystemPath
{
    const string Provider = "FileSystem";

    /// <summary>Takes the path literally; nothing need exist there.</summary>
    /// <exception cref="NotAFileSystemPathException">It leads elsewhere.</exception>
    /// <exception cref="SessionStateException">There is no such drive or provider.</exception>
    public static string Resolve(PSCmdlet cmdlet, string path) => Resolve(cmdlet, path, out _, out _);

    /// <param name="cmdlet">Whose location relative paths are relative to.</param>
    /// <param name="path">Taken literally.</param>
    /// <param name="provider">The file system's.</param>
    /// <param name="drive">Null where the path names the provider itself.</param>
    public static string Resolve(PSCmdlet cmdlet, string path, out ProviderInfo provider, out PSDriveInfo? drive)
    {
        RefuseNul(path);
        var resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out drive);
        return Checked(path, provider, resolved);
    }

    /// <summary>Resolves wildcards.</summary>
    /// <exception cref="NotAFileSystemPathException">It leads elsewhere.</exception>
    /// <exception cref="SessionStateException">Nothing is there, or there is no such drive or provider.</exception>
    public static Collection<string> ResolveWildcards(PSCmdlet cmdlet, string path)
    {
        RefuseNul(path);
        var resolved = cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider);
        Checked(path, provider, path);
        return resolved;
    }

    /// <summary>No file system has such a name, and everything below throws something else for it.</summary>
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
