using System.Security.AccessControl;
using System.Security.Principal;

namespace RedshiftEncryption.Files;

/// <summary>Creates files that only their owner can read, from the moment they exist.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>Creates a file and opens it for writing, unbuffered.</summary>
    /// <param name="path">The path, at which nothing may exist.</param>
    /// <param name="options">The options of the stream.</param>
    /// <exception cref="IOException">Something exists at the path.</exception>
    /// <exception cref="PlatformNotSupportedException">.NET Standard 2.0 on systems other than Windows, where it cannot
    /// set a file mode.</exception>
    public static FileStream CreateNew(string path, FileOptions options = FileOptions.None) =>
        OperatingSystem.IsWindows() ? CreateOnWindows(path, options) : CreateOnUnix(path, options);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static FileStream CreateOnUnix(string path, FileOptions options)
    {
#if NET
        return new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
                Options = options,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
#else
        throw new PlatformNotSupportedException($"This runtime cannot make '{path}' readable only by its owner. Use PowerShell 7.");
#endif
    }

    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    static FileStream CreateOnWindows(string path, FileOptions options)
    {
        using var identity = WindowsIdentity.GetCurrent();
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(identity.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, AtomicFile.Sharing, bufferSize: 1, options, security);
    }
}
