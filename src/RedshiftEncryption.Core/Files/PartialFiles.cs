namespace RedshiftEncryption.Files;

/// <summary>
/// The files that are being written beside their places, and what killed runs have left of them. Whoever writes one holds a
/// lock on it, which ends with the process. Thread-safe.
/// </summary>
internal sealed class PartialFiles
{
    const string Extension = ".partial";

    /// <summary>Of Path.GetRandomFileName: eight characters, a dot, three.</summary>
    const int RandomLength = 12;
    const int RandomDot = 8;

    readonly HashSet<string> seen = new(FilePaths.Comparer);

    /// <summary>A name that nothing has. Not the file's own with something added, which might be too long.</summary>
    public static string NewName() => $".{Path.GetRandomFileName()}{Extension}";

    /// <summary>Deletes what killed runs have left in a directory, when it is asked for the first time.</summary>
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
            // A directory that may be written to and not be read; what is left there stays.
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
            // Windows deletes no file that is open.
            if (OperatingSystem.IsWindows())
                File.Delete(path);
            else
                DeleteUnlocked(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is being written, or somebody else's.
        }
    }

#if NET
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static void DeleteUnlocked(string path)
    {
        // A shared lock, which a writer's refuses: should the file take its place just now, nobody is kept from reading it.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        // Under the lock: a writer that gets it afterwards sees that its new file is gone. Where there are no locks, nothing tells.
        if (UnixFiles.TryLock(file.SafeFileHandle, isShared: true) == true)
            File.Delete(path);
    }
#else
    static void DeleteUnlocked(string _)
    {
        // Without locks nothing tells whether it is being written.
    }
#endif
}
