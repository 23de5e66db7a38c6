namespace RedshiftEncryption.Files;

/// <summary>
/// Recognizes pipes, devices and sockets, which have paths like files. Opening one can block forever, so this is
/// checked first.
/// </summary>
internal static class SpecialFile
{
    /// <summary>
    /// Describes what is at a path if it is neither a file nor a directory; null otherwise and if it is not known.
    /// </summary>
    public static string? KindOf(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Before the full path, for which .NET Framework accepts no such colon.
            if (WindowsPath.IsStream(path))
                return "an alternate data stream";
            return WindowsPath.IsDevice(Path.GetFullPath(path)) ? "a device" : null;
        }
        if (UnixFileStatus.Of(path) is { } status)
            return status.SpecialKind;
        return new FileInfo(path) is { Exists: true, Length: 0 } && IsPipe(path) ? "a pipe or device" : null;
    }

    /// <summary>Throws if what is at a path is neither a file nor a directory.</summary>
    /// <exception cref="IOException">It is a pipe, a device or a socket.</exception>
    public static void Refuse(string path)
    {
        if (KindOf(path) is { } kind)
            throw new IOException($"'{path}' is {kind}, not a file.");
    }

    /// <summary>Returns whether the path is a pipe. Opening a pipe for reading and writing does not block.</summary>
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
            // Not determined this way; opening the file for reading reports what is wrong.
            return false;
        }
    }
}
