namespace RedshiftEncryption.Files;

/// <summary>
/// Which names a segment of a key may give to a file or directory: those that the system takes for the name of one thing in
/// the directory that it stands in, and for no other spelling of it.
/// </summary>
internal static class FileNameRules
{
    /// <summary>What Windows takes for devices, whatever extension follows.</summary>
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
    /// <param name="onWindows">By the rules of Windows, else of Unix.</param>
    public static bool IsPossible(string name, bool onWindows)
    {
        if (name is "" or "." or ".." || name.AsSpan().IndexOfAny('/', '\0') >= 0)
            return false;
        return !onWindows || IsPossibleOnWindows(name);
    }

    static bool IsPossibleOnWindows(string name)
    {
        // A colon is a drive's or a stream's; trailing dots and spaces are dropped there, so that '.. ' is '..'.
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
