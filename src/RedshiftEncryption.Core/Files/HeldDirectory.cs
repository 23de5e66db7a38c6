#if NET
using Microsoft.Win32.SafeHandles;
#endif

namespace RedshiftEncryption.Files;

/// <summary>
/// Represents the directory that files are created in. On Linux it is held open and its files are accessed through the
/// handle, so that replacing the directory, for example with a symbolic link, has no effect. Elsewhere it is a path.
/// </summary>
internal sealed class HeldDirectory : IDisposable
{
#if NET
    readonly SafeFileHandle? handle;

    HeldDirectory(string path, SafeFileHandle? handle)
    {
        this.handle = handle;
        Path = path;
        // The number of the handle is valid while it is open.
        Reached = handle is null ? path : $"{Descriptors}/{handle.DangerousGetHandle()}";
    }

    /// <summary>Where Linux lists the open files of a process.</summary>
    const string Descriptors = "/proc/self/fd";

    static bool CanHold => Directory.Exists(Descriptors);
#else
    HeldDirectory(string path)
    {
        Path = path;
        Reached = path;
    }
#endif

    /// <summary>Gets the path of the directory when it was opened, for messages.</summary>
    public string Path { get; }

    /// <summary>Gets the path for accessing its files while it is held.</summary>
    public string Reached { get; }

    /// <summary>Opens an existing directory.</summary>
    /// <param name="path">An absolute file system path; links in it are followed.</param>
    /// <exception cref="IOException">The directory does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">Opening the directory is not permitted.</exception>
    public static HeldDirectory Open(string path)
    {
#if NET
        return new HeldDirectory(path, OperatingSystem.IsLinux() && CanHold ? UnixFiles.OpenDirectory(path) : null);
#else
        return new HeldDirectory(path);
#endif
    }

    /// <summary>
    /// Opens a directory below another one. Missing directories are created, on Unix with access only for their owner.
    /// </summary>
    /// <param name="root">An absolute file system path; links in it are followed.</param>
    /// <param name="path">The root or a path below it; links below the root are not followed.</param>
    /// <param name="refusal">Creates the exception for a link from its path.</param>
    /// <exception cref="IOException">A directory cannot be created or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Creating or opening a directory is not permitted.</exception>
    public static HeldDirectory Create(string root, string path, Func<string, Exception> refusal)
    {
#if NET
        if (OperatingSystem.IsLinux() && CanHold)
            return CreateHeld(root, path, refusal);
#endif
        RefuseLinks(root, path, refusal);
        CreateDirectories(path);
        RefuseLinks(root, path, refusal);
        return Open(path);
    }

    public string PathOf(string name) => System.IO.Path.Combine(Reached, name);

#if NET
    public void Dispose() => handle?.Dispose();

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    static HeldDirectory CreateHeld(string root, string path, Func<string, Exception> refusal)
    {
        UnixFiles.CreateDirectories(root);
        var current = UnixFiles.OpenDirectory(root);
        var currentPath = root;
        try
        {
            foreach (
                var name in path.Substring(root.Length).Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
            )
            {
                currentPath = System.IO.Path.Combine(currentPath, name);
                var next =
                    UnixFiles.CreateDirectory(current, name, currentPath)
                    ?? throw (
                        IsLink(currentPath)
                            ? refusal(currentPath)
                            : new IOException($"'{currentPath}' is a file, but a directory is needed.")
                    );
                current.Dispose();
                current = next;
            }
            return new HeldDirectory(path, current);
        }
        catch
        {
            current.Dispose();
            throw;
        }
    }

    static void CreateDirectories(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            UnixFiles.CreateDirectories(path);
    }

    static bool IsLink(string path) =>
        OperatingSystem.IsWindows() ? WindowsFiles.IsLink(path) : new DirectoryInfo(path).LinkTarget is not null;
#else
    public void Dispose()
    {
        // No handle is held.
    }

    static void CreateDirectories(string path) => Directory.CreateDirectory(path);

    static bool IsLink(string path)
    {
        if (OperatingSystem.IsWindows())
            return WindowsFiles.IsLink(path);
        var found = new DirectoryInfo(path);
        return found.Exists && found.Attributes.HasFlag(FileAttributes.ReparsePoint);
    }
#endif

    /// <summary>Returns the lowest link on the way from a root to a directory below it; null if there is none.</summary>
    /// <param name="root">An absolute file system path, which may be a link itself.</param>
    /// <param name="path">The root or a path below it.</param>
    public static string? FindLink(string root, string path)
    {
        for (var current = path; current.Length > root.Length; current = System.IO.Path.GetDirectoryName(current)!)
        {
            if (IsLink(current))
                return current;
        }
        return null;
    }

    static void RefuseLinks(string root, string path, Func<string, Exception> refusal)
    {
        if (FindLink(root, path) is { } link)
            throw refusal(link);
    }
}
