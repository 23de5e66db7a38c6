using RedshiftEncryption.Files;

namespace RedshiftEncryption.Source;

/// <summary>
/// Lists the files below a directory, in the order of their names. Links to directories are reported and not followed,
/// so the walk ends. Hidden files are included, because a directory is sent whole.
/// </summary>
internal static class DirectoryWalk
{
    /// <param name="directory">An absolute path.</param>
    /// <param name="failed">Called for every directory that cannot be read or is a link. The walk continues.</param>
    public static IEnumerable<string> Files(string directory, Action<string, Exception> failed)
    {
        var pending = new Stack<string>();
        pending.Push(directory);
        while (pending.Count > 0)
        {
            var current = pending.Pop();
            List<FileSystemInfo> entries;
            try
            {
                entries = [.. new DirectoryInfo(current).EnumerateFileSystemInfos()];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failed(current, exception);
                continue;
            }
            entries.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
            RefuseUnreachable(entries, failed);
            foreach (var file in entries.Where(static entry => entry is FileInfo))
                yield return file.FullName;
            for (var i = entries.Count - 1; i >= 0; i--)
            {
                if (entries[i] is not DirectoryInfo found)
                    continue;
                if (IsLink(found))
                    failed(found.FullName, UnsupportedSourceException.Link(found.FullName));
                else
                    pending.Push(found.FullName);
            }
        }
    }

    /// <summary>
    /// Removes and reports names that cannot be opened. On Unix, .NET returns U+FFFD for bytes of a name that are not
    /// UTF-8. Such a name opens no entry or another one.
    /// </summary>
    static void RefuseUnreachable(List<FileSystemInfo> entries, Action<string, Exception> failed)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            var (entry, before) = (entries[i], i > 0 ? entries[i - 1].Name : null);
            if (entry.Name.IndexOf('\uFFFD') < 0 || (Exists(entry) && !string.Equals(entry.Name, before, StringComparison.Ordinal)))
                continue;
            entries.RemoveAt(i);
            failed(entry.FullName, UnsupportedSourceException.Name(entry.FullName));
        }
    }

    static bool Exists(FileSystemInfo entry) => entry is DirectoryInfo ? Directory.Exists(entry.FullName) : File.Exists(entry.FullName);

    /// <summary>
    /// Returns whether a directory is a link. Other reparse points, such as the placeholders of OneDrive, are walked.
    /// </summary>
    public static bool IsLink(DirectoryInfo directory)
    {
        var attributes = directory.Attributes;
        // All bits are set if the directory no longer exists. Reading it then reports that.
        if (attributes == (FileAttributes)(-1) || !attributes.HasFlag(FileAttributes.ReparsePoint))
            return false;
        if (OperatingSystem.IsWindows())
            return WindowsFiles.IsLink(directory.FullName);
#if NET
        return directory.LinkTarget is not null;
#else
        return true;
#endif
    }
}
