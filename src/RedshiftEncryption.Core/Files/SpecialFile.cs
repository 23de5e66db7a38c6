namespace RedshiftEncryption.Files;

/// <summary>Pipes, devices and sockets, which have paths as files do. Opening one may wait for ever, so it is asked before.</summary>
internal static class SpecialFile
{
    /// <summary>What the path leads to, where that is neither a file nor a directory; null else, and where it cannot be told.</summary>
    public static string? KindOf(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
#if NET
        if (UnixFileStatus.Of(path) is { } status)
            return status.SpecialKind;
#endif
        return new FileInfo(path) is { Exists: true, Length: 0 } && IsPipe(path) ? "a pipe or device" : null;
    }

    /// <summary>Opened for writing too, a pipe is there at once.</summary>
    static bool IsPipe(string path)
    {
        try
        {
            using var probe = new FileStream(
                path,
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 1
            );
            return !probe.CanSeek;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It cannot be told this way; opening it for reading says what is wrong.
            return false;
        }
    }
}
