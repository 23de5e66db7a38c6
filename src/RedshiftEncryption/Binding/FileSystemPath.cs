using System.Collections.ObjectModel;
using System.Management.Automation;
using RedshiftEncryption.Files;

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
        RefuseOther(path, provider);
        return Normalized(path, resolved);
    }

    /// <summary>Resolves wildcards.</summary>
    /// <exception cref="NotAFileSystemPathException">The path is not in the file system.</exception>
    /// <exception cref="SessionStateException">The path, drive or provider does not exist.</exception>
    public static Collection<string> ResolveWildcards(PSCmdlet cmdlet, string path)
    {
        RefuseNul(path);
        if (!FilePaths.IsWindows)
            return Resolved(cmdlet, path);
        // Refuses devices and streams before PowerShell only says that it finds nothing.
        var literal = Resolve(cmdlet, path);
        if (!WindowsPath.IsExtended(path))
            return new([.. Resolved(cmdlet, path).Select(found => Normalized(path, found))]);
        // PowerShell interprets the question mark of \\?\ as a wildcard, and finds nothing.
        if (!WildcardPattern.ContainsWildcardCharacters(path.Substring(WindowsPath.PrefixLength)))
            return [literal];
        var plain = WindowsPath.Plain(path);
        // A volume without a drive has no other path.
        return WindowsPath.IsExtended(plain) ? [] : new([.. Resolved(cmdlet, plain).Select(WindowsPath.Extend)]);
    }

    static Collection<string> Resolved(PSCmdlet cmdlet, string path)
    {
        var resolved = cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider);
        RefuseOther(path, provider);
        return resolved;
    }

    /// <summary>Rejects NUL, which no file system allows and for which each layer below throws a different exception.</summary>
    static void RefuseNul(string path)
    {
        if (path.AsSpan().IndexOf('\0') >= 0)
            throw new FileNotFoundException("A path contains a NUL character, which is not valid in a file name.");
    }

    static void RefuseOther(string path, ProviderInfo provider)
    {
        if (!string.Equals(provider.Name, Provider, StringComparison.OrdinalIgnoreCase))
            throw new NotAFileSystemPathException(path, provider.Name);
    }

    /// <summary>
    /// Returns the path that Windows opens: without the dots and spaces at its end, and not of a device or an alternate data
    /// stream.
    /// </summary>
    static string Normalized(string path, string resolved)
    {
        if (!FilePaths.IsWindows)
            return resolved;
        var full = resolved;
        try
        {
            full = Path.GetFullPath(resolved);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // .NET Framework checks the characters. Opening the file reports them.
        }
        if (WindowsPath.IsDevice(full))
            throw NotAFileSystemPathException.Device(path);
        return WindowsPath.IsStream(full) ? throw NotAFileSystemPathException.Stream(path) : full;
    }
}
