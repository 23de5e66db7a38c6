namespace RedshiftEncryption;

/// <summary>
/// The files below a directory, in the order of their names. Links to directories are not followed, so the walk ends;
/// hidden files count, for a directory is sent whole.
/// </summary>
internal static class DirectoryWalk
{
    /// <param name="directory">An absolute path.</param>
    /// <param name="failed">Told of every directory that cannot be read; the walk goes on.</param>
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
            foreach (var file in entries.Where(static entry => entry is FileInfo))
                yield return file.FullName;
            for (var i = entries.Count - 1; i >= 0; i--)
            {
                if (entries[i] is DirectoryInfo && !entries[i].Attributes.HasFlag(FileAttributes.ReparsePoint))
                    pending.Push(entries[i].FullName);
            }
        }
    }
}
