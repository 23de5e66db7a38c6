using System.Security.AccessControl;
using System.Security.Principal;

namespace RedshiftEncryption.Keys;

/// <summary>
/// Determines who else can read an open key file. It inspects the open file and not its path, which may lead to another
/// file by now.
/// </summary>
internal static class KeyFileAccess
{
    /// <summary>Returns null if no one else can read the file, or if that cannot be determined.</summary>
    public static KeyFileExposure? Find(FileStream file, string path) =>
        OperatingSystem.IsWindows() ? FindOnWindows(file, path) : FindOnUnix(file, path);

#if NET
    const UnixFileMode OthersAccess =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    const UnixFileMode Permissions = OthersAccess | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static KeyFileExposure? FindOnUnix(FileStream file, string path)
    {
        // Check the owner first: changing only the mode does not protect a file that another user owns.
        if (Files.UnixFileStatus.Of(file.SafeFileHandle)?.Owner is { } owner && owner != Files.UnixFileStatus.CurrentUser)
            return new KeyFileExposure(
                path,
                $"belongs to another user (user ID {owner}), who can read it regardless of its mode",
                $"chown {Files.UnixFileStatus.CurrentUser} {Quoted(path)}; chmod 600 {Quoted(path)}"
            );
        var mode = File.GetUnixFileMode(file.SafeFileHandle);
        return (mode & OthersAccess) == UnixFileMode.None
            ? null
            : new KeyFileExposure(path, $"can be accessed by users other than its owner (mode {Octal(mode)})", $"chmod 600 {Quoted(path)}");
    }

    static string Octal(UnixFileMode mode) => Convert.ToString((int)(mode & Permissions), toBase: 8).PadLeft(4, '0');
#else
    /// <summary>Returns null: .NET Standard 2.0 cannot read a file mode.</summary>
    static KeyFileExposure? FindOnUnix(FileStream file, string path) => null;
#endif

    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    static KeyFileExposure? FindOnWindows(FileStream file, string path)
    {
        using var identity = WindowsIdentity.GetCurrent();
        var user = identity.User!;
        var others = file.GetAccessControl()
            .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
            .Cast<FileSystemAccessRule>()
            .Where(static rule =>
                rule.AccessControlType == AccessControlType.Allow
                && (rule.FileSystemRights & FileSystemRights.ReadData) == FileSystemRights.ReadData
            )
            .Select(static rule => (SecurityIdentifier)rule.IdentityReference)
            .Where(sid => sid != user && !IsTheSystem(sid))
            .Distinct()
            .ToArray();
        if (others.Length == 0)
            return null;
        // Disabling inheritance removes inherited entries; explicit entries are removed by name.
        var removed = string.Join(" ", others.Select(static sid => $"\"*{sid.Value}\""));
        return new KeyFileExposure(
            path,
            $"can be read by accounts other than yours ({string.Join(", ", others.Select(static sid => sid.Value))})",
            $"icacls {QuotedOnWindows(path)} /inheritance:r /grant:r \"*{user.Value}:F\" /remove:g {removed}"
        );
    }

    /// <summary>Returns whether an account can read all files anyway.</summary>
    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    static bool IsTheSystem(SecurityIdentifier sid) =>
        sid.IsWellKnown(WellKnownSidType.LocalSystemSid) || sid.IsWellKnown(WellKnownSidType.BuiltinAdministratorsSid);

    /// <summary>
    /// Quotes a path for PowerShell and for cmd.exe, which takes only double quotes. PowerShell expands two characters in them.
    /// </summary>
    internal static string QuotedOnWindows(string path) => path.IndexOfAny(['$', '`']) < 0 ? $"\"{path}\"" : Quoted(path);

    static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
}
