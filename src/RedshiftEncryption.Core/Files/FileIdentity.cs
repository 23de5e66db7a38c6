using System.Runtime.InteropServices;

namespace RedshiftEncryption.Files;

/// <summary>Which file it is, by whatever path it is reached.</summary>
/// <param name="Device">The file system's.</param>
/// <param name="Inode">The file's, on it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>Null where the system does not tell.</summary>
    public static FileIdentity? Of(FileStream file)
    {
#if NET
        return OperatingSystem.IsWindows() ? null : UnixFileStatus.Of(file.SafeFileHandle)?.Identity;
#else
        return null;
#endif
    }

    /// <summary>Of what a path leads to; null where the system does not tell.</summary>
    public static FileIdentity? Of(string path)
    {
#if NET
        return OperatingSystem.IsWindows() ? null : UnixFileStatus.Of(path)?.Identity;
#else
        return null;
#endif
    }
}
