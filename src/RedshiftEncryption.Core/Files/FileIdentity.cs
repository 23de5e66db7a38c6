using System.Runtime.InteropServices;

namespace RedshiftEncryption.Files;

/// <summary>Identifies a file regardless of the path that leads to it.</summary>
/// <param name="Device">The device number of the file system, or the serial number of the volume.</param>
/// <param name="Inode">The inode number of the file, or the lower half of its ID on Windows.</param>
/// <param name="InodeHigh">The upper half of its ID on Windows, which only some file systems use.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(ulong Device, ulong Inode, ulong InodeHigh = 0)
{
    /// <summary>Gets the identity of an open file; null if the system does not provide it.</summary>
    public static FileIdentity? Of(FileStream file) =>
        OperatingSystem.IsWindows() ? WindowsFiles.IdentityOf(file.SafeFileHandle) : UnixFileStatus.Of(file.SafeFileHandle)?.Identity;

    /// <summary>Gets the identity of the file at a path; null if the system does not provide it.</summary>
    public static FileIdentity? Of(string path) =>
        OperatingSystem.IsWindows() ? WindowsFiles.IdentityOf(path) : UnixFileStatus.Of(path)?.Identity;
}
