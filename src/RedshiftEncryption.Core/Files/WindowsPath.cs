namespace RedshiftEncryption.Files;

/// <summary>Interprets the forms of absolute Windows paths. Only text is compared, so it can be tested on every system.</summary>
internal static class WindowsPath
{
    /// <summary>
    /// The prefix of paths that Windows takes literally, without a limit of 260 characters: <c>\\?\C:\a</c> or
    /// <c>\\?\UNC\server\share</c>.
    /// </summary>
    const string Extended = @"\\?\";

    /// <summary>The prefix of paths in the device namespace, which also contains the drives.</summary>
    const string Device = @"\\.\";
    const string Share = @"UNC\";
    const string Volume = "Volume{";

    public const int PrefixLength = 4;

    public static bool IsExtended(string path) => path.StartsWith(Extended, StringComparison.Ordinal);

    /// <summary>Returns whether an absolute path is a device and not a file or directory: NUL, a port, a pipe, a disk.</summary>
    /// <param name="path">A path as Path.GetFullPath returns it: <c>C:\x\NUL</c> is <c>\\.\NUL</c> then.</param>
    public static bool IsDevice(string path) =>
        path.StartsWith(Device, StringComparison.Ordinal) && !IsOfFileSystem(path.Substring(PrefixLength));

    /// <summary>Returns whether an absolute path is an alternate data stream: <c>C:\a.csv:name</c>, <c>C:\a.csv::$DATA</c>.</summary>
    /// <remarks>A colon is only valid after a drive and before the name of a stream.</remarks>
    public static bool IsStream(string path)
    {
        var rest = HasPrefix(path) ? path.Substring(PrefixLength) : path;
        return rest.IndexOf(':', BeginsWithDrive(rest) ? 2 : 0) >= 0;
    }

    /// <summary>Returns the spelling without <c>\\?\</c> or <c>\\.\</c> of a path on a drive or share; any other path unchanged.</summary>
    public static string Plain(string path)
    {
        if (!HasPrefix(path))
            return path;
        var rest = path.Substring(PrefixLength);
        if (rest.StartsWith(Share, StringComparison.OrdinalIgnoreCase))
            return $@"\\{rest.Substring(Share.Length)}";
        return IsOnDrive(rest) ? rest : path;
    }

    /// <summary>Returns the spelling with <c>\\?\</c> of an absolute path without a prefix.</summary>
    public static string Extend(string path) =>
        path.StartsWith(@"\\", StringComparison.Ordinal) ? $"{Extended}{Share}{path.Substring(2)}" : Extended + path;

    /// <summary>Returns one spelling for all of a path: without a prefix, and with long names in place of short ones.</summary>
    public static string Canonical(string path) => OperatingSystem.IsWindows() ? WindowsFiles.LongPath(Plain(path)) : path;

    static bool IsOfFileSystem(string rest) =>
        IsOnDrive(rest)
        || rest.StartsWith(Share, StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith(Volume, StringComparison.OrdinalIgnoreCase);

    static bool HasPrefix(string path) => IsExtended(path) || path.StartsWith(Device, StringComparison.Ordinal);

    static bool IsOnDrive(string rest) => BeginsWithDrive(rest) && rest.Length >= 3 && rest[2] == '\\';

    static bool BeginsWithDrive(string rest) => rest.Length >= 2 && rest[0] is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') && rest[1] == ':';
}
