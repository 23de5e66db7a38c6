#if NET
using Microsoft.Win32.SafeHandles;
#endif

namespace RedshiftEncryption.Files;

/// <summary>
/// The directory that files are created in. On Linux it is held open and its files are reached through it, so that whatever
/// takes its place meanwhile, such as a symbolic link, leads nowhere; elsewhere it is a path.
/// </summary>
internal sealed class HeldDirectory : IDisposable
{
#if NET
    readonly SafeFileHandle? handle;

    HeldDirectory(string path, SafeFileHandle? handle)
    {
        this.handle = handle;
        Path = path;
        // The handle keeps its number while it is open.
        Reached = handle is null ? path : $"{Descriptors}/{handle.DangerousGetHandle()}";
    }

    /// <summary>Where Linux shows what a process holds open.</summary>
    const string Descriptors = "/proc/self/fd";

    static bool CanHold => Directory.Exists(Descriptors);
#else
    HeldDirectory(string path)
    {
        Path = path;
        Reached = path;
    }
#endif

    /// <summary>Its path when it was opened, for messages.</summary>
    public string Path { get; }

    /// <summary>The path by which files in it are reached while it is held.</summary>
    public string Reached { get; }

    /// <summary>Opens a directory that is there.</summary>
    /// <param name="path">An absolute file system path; links in it are followed.</param>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static HeldDirectory Open(string path)
    {
#if NET
        return new HeldDirectory(path, OperatingSystem.IsLinux() && CanHold ? UnixFiles.OpenDirectory(path) : null);
#else
        return new HeldDirectory(path);
#endif
    }

    /// <summary>Opens a directory below another one. What is not there is created, on Unix open to its owner alone.</summary>
    /// <param name="root">An absolute file system path; links in it are followed.</param>
    /// <param name="path">The root's, or below it; what is a link below it is not followed.</param>
    /// <param name="refusal">Makes the exception for a link, of its path.</param>
    /// <exception cref="IOException">A directory cannot be created or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be created or opened.</exception>
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
                            : new IOException($"'{currentPath}' is a file, where a directory is needed.")
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

    static bool IsLink(string path) => new DirectoryInfo(path).LinkTarget is not null;
#else
    public void Dispose()
    {
        // Nothing is held.
    }

    static void CreateDirectories(string path) => Directory.CreateDirectory(path);

    static bool IsLink(string path)
    {
        var found = new DirectoryInfo(path);
        return found.Exists && found.Attributes.HasFlag(FileAttributes.ReparsePoint);
    }
#endif

    static void RefuseLinks(string root, string path, Func<string, Exception> refusal)
    {
        for (var current = path; current.Length > root.Length; current = System.IO.Path.GetDirectoryName(current)!)
        {
            if (IsLink(current))
                throw refusal(current);
        }
    }
}
