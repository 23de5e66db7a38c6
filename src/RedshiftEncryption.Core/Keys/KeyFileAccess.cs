using System.Security.AccessControl;
using System.Security.Principal;
#if NET
using RedshiftEncryption.Files;
#endif

namespace RedshiftEncryption.Keys;

/// <summary>Asks an open key file who else can read it: the file itself, not its path, at which another may be by now.</summary>
internal static class KeyFileAccess
{
    /// <summary>Null where nobody else can, or where that cannot be known.</summary>
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
        // The owner first: who changes only the mode of somebody else's file has not mended it.
        if (UnixFileStatus.Of(file.SafeFileHandle)?.Owner is { } owner && owner != UnixFileStatus.CurrentUser)
            return new KeyFileExposure(
                path,
                $"belongs to another user (user id {owner}), who can read it whatever its mode",
                $"chown {UnixFileStatus.CurrentUser} {Quoted(path)}; chmod 600 {Quoted(path)}"
            );
        var mode = File.GetUnixFileMode(file.SafeFileHandle);
        return (mode & OthersAccess) == UnixFileMode.None
            ? null
            : new KeyFileExposure(path, $"is open to others than its owner (mode {Octal(mode)})", $"chmod 600 {Quoted(path)}");
    }

    static string Octal(UnixFileMode mode) => Convert.ToString((int)(mode & Permissions), toBase: 8).PadLeft(4, '0');
#else
    /// <summary>.NET Standard 2.0 cannot read a mode.</summary>
    static KeyFileExposure? FindOnUnix(FileStream file, string path) => null;
#endif

#if NET
    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
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
        // Inherited entries go with the inheritance, explicit ones by name.
        var removed = string.Join(" ", others.Select(static sid => Quoted($"*{sid.Value}")));
        return new KeyFileExposure(
            path,
            $"can be read by others than you ({string.Join(", ", others.Select(static sid => sid.Value))})",
            $"icacls {Quoted(path)} /inheritance:r /grant:r '*{user.Value}:F' /remove:g {removed}"
        );
    }

    /// <summary>Who can read everything anyway.</summary>
#if NET
    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
#endif
    static bool IsTheSystem(SecurityIdentifier sid) =>
        sid.IsWellKnown(WellKnownSidType.LocalSystemSid) || sid.IsWellKnown(WellKnownSidType.BuiltinAdministratorsSid);

    static string Quoted(string text) => $"'{text.Replace("'", "''")}'";
}
