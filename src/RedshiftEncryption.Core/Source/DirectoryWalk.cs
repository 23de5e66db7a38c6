namespace RedshiftEncryption.Source;

/// <summary>
/// The files below a directory, in the order of their names. Links to directories are told and not followed, so the walk ends;
/// hidden files count, for a directory is sent whole.
/// </summary>
internal static class DirectoryWalk
{
    /// <param name="directory">An absolute path.</param>
    /// <param name="failed">Told of every directory that cannot be read, or is a link; the walk goes on.</param>
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

    /// <summary>On Unix .NET gives U+FFFD for bytes of a name that are not UTF-8. Such a name opens nothing, or another entry.</summary>
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

    /// <summary>Other reparse points are directories all the same: a placeholder of a cloud's folder is walked.</summary>
    static bool IsLink(DirectoryInfo directory)
    {
        var attributes = directory.Attributes;
        // All bits are set where it is gone by now; reading it then says so.
        if (attributes == (FileAttributes)(-1) || !attributes.HasFlag(FileAttributes.ReparsePoint))
            return false;
#if NET
        return directory.LinkTarget is not null;
#else
        return true;
#endif
    }
}
