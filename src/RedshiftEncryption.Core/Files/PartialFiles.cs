namespace RedshiftEncryption.Files;

/// <summary>
/// Names partial files, which are written next to their destinations, and deletes those that killed runs have left. The
/// writer of a partial file holds a lock on it, which ends with the process. Thread-safe.
/// </summary>
internal sealed class PartialFiles
{
    const string Extension = ".partial";

    /// <summary>The form of Path.GetRandomFileName: eight characters, a dot, three characters.</summary>
    const int RandomLength = 12;
    const int RandomDot = 8;

    readonly HashSet<string> seen = new(FilePaths.Comparer);

    /// <summary>Creates an unused name. It is not derived from the file's name, because the result could be too long.</summary>
    public static string NewName() => $".{Path.GetRandomFileName()}{Extension}";

    /// <summary>Deletes the partial files that killed runs have left in a directory, on the first call for it.</summary>
    public void DeleteAbandoned(HeldDirectory directory)
    {
        lock (seen)
        {
            if (!seen.Add(directory.Path))
                return;
        }
        try
        {
            foreach (var path in Directory.EnumerateFiles(directory.Reached, $".*{Extension}", EveryFile))
            {
                if (IsName(Path.GetFileName(path)))
                    TryDelete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The directory is writable but not readable; partial files in it are left.
        }
    }

    static bool IsName(string name) =>
        name.Length == 1 + RandomLength + Extension.Length
        && name[1 + RandomDot] == '.'
        && name.Skip(1).Take(RandomLength).All(static character => character is (>= 'a' and <= 'z') or (>= '0' and <= '5') or '.')
        && name.EndsWith(Extension, StringComparison.Ordinal);

#if NET
    static readonly EnumerationOptions EveryFile = new() { AttributesToSkip = FileAttributes.Directory | FileAttributes.ReparsePoint };
#else
    const SearchOption EveryFile = SearchOption.TopDirectoryOnly;
#endif

    static void TryDelete(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                DeleteClosed(path);
            else
                DeleteUnlocked(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file is being written, or belongs to another user.
        }
    }

    /// <summary>
    /// Deletes the file unless anything has it open. Windows also deletes an open file if its writer lets others rename it.
    /// </summary>
    static void DeleteClosed(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();

#if NET
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static void DeleteUnlocked(string path)
    {
        // A shared lock, which fails while a writer holds its lock. If the file is renamed to its destination now, others
        // can still read it.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        // Under the lock: a writer that gets it afterwards notices that its new file is gone. Without locks, nothing is deleted.
        if (UnixFiles.TryLock(file.SafeFileHandle, isShared: true) == true)
            File.Delete(path);
    }
#else
    static void DeleteUnlocked(string _)
    {
        // Without locks, it is not known whether the file is being written.
    }
#endif
}
