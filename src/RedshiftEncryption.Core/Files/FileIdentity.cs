using System.Runtime.InteropServices;

namespace RedshiftEncryption.Files;

/// <summary>Identifies a file regardless of the path that leads to it.</summary>
/// <param name="Device">The device number of the file system.</param>
/// <param name="Inode">The inode number of the file.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>Gets the identity of an open file; null if the system does not provide it.</summary>
    public static FileIdentity? Of(FileStream file)
    {
#if NET
        return OperatingSystem.IsWindows() ? null : UnixFileStatus.Of(file.SafeFileHandle)?.Identity;
#else
        return null;
#endif
    }

    /// <summary>Gets the identity of the file at a path; null if the system does not provide it.</summary>
    public static FileIdentity? Of(string path)
    {
#if NET
        return OperatingSystem.IsWindows() ? null : UnixFileStatus.Of(path)?.Identity;
#else
        return null;
#endif
    }
}
