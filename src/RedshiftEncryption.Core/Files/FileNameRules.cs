namespace RedshiftEncryption.Files;

/// <summary>
/// Determines whether a segment of a key can be a file or directory name: the system must interpret it as the name of
/// one entry in that directory, and not as another spelling of a different name.
/// </summary>
internal static class FileNameRules
{
    /// <summary>The names that Windows treats as devices, with any extension.</summary>
    static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        "COM0",
        "COM1",
        "COM2",
        "COM3",
        "COM4",
        "COM5",
        "COM6",
        "COM7",
        "COM8",
        "COM9",
        "COM¹",
        "COM²",
        "COM³",
        "LPT0",
        "LPT1",
        "LPT2",
        "LPT3",
        "LPT4",
        "LPT5",
        "LPT6",
        "LPT7",
        "LPT8",
        "LPT9",
        "LPT¹",
        "LPT²",
        "LPT³",
    };

    public static bool IsPossible(string name) => IsPossible(name, OperatingSystem.IsWindows());

    /// <param name="name">One segment of a key.</param>
    /// <param name="onWindows">Whether to apply the rules of Windows instead of those of Unix.</param>
    public static bool IsPossible(string name, bool onWindows)
    {
        if (name is "" or "." or ".." || name.AsSpan().IndexOfAny('/', '\0') >= 0)
            return false;
        return !onWindows || IsPossibleOnWindows(name);
    }

    static bool IsPossibleOnWindows(string name)
    {
        // A colon marks a drive or a stream. Windows removes trailing dots and spaces, so '.. ' is '..'.
        if (name.AsSpan().IndexOfAny("\\:*?\"<>|".AsSpan()) >= 0 || name[name.Length - 1] is '.' or ' ')
            return false;
        foreach (var character in name)
        {
            if (character < ' ')
                return false;
        }
        var dot = name.IndexOf('.');
        return !Devices.Contains((dot < 0 ? name : name.Substring(0, dot)).TrimEnd(' '));
    }
}
