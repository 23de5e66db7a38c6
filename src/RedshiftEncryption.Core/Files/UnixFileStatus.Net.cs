using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RedshiftEncryption.Files;

/// <summary>
/// Gets what .NET does not provide about a file: owner, kind and identity. Only on Linux, whose <c>statx</c> has one
/// layout on every processor, while the layout of <c>stat</c> differs by processor and system.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class UnixFileStatus
{
    /// <summary>From linux/fcntl.h: relative to the working directory; the file of the descriptor itself.</summary>
    const int WorkingDirectory = -100;
    const int EmptyPath = 0x1000;

    /// <summary>From linux/stat.h: kind, owner and inode are requested.</summary>
    const uint Mask = 0x1 | 0x8 | 0x100;

    /// <summary>From linux/stat.h: the offsets in a struct statx, and its length, in bytes.</summary>
    const int OwnerOffset = 20;
    const int ModeOffset = 28;
    const int InodeOffset = 32;
    const int DeviceOffset = 136;
    const int StatxLength = 256;

    const int KindMask = 0xf000;

    readonly byte[] answer;

    UnixFileStatus(byte[] answer) => this.answer = answer;

    /// <summary>Gets the effective user of this process.</summary>
    public static uint CurrentUser => GetEffectiveUserId();

    public uint Owner => MemoryMarshal.Read<uint>(answer.AsSpan(OwnerOffset));

    public FileIdentity Identity =>
        new(MemoryMarshal.Read<ulong>(answer.AsSpan(DeviceOffset)), MemoryMarshal.Read<ulong>(answer.AsSpan(InodeOffset)));

    /// <summary>Gets a description of a special file; null for a file or directory.</summary>
    public string? SpecialKind =>
        (MemoryMarshal.Read<ushort>(answer.AsSpan(ModeOffset)) & KindMask) switch
        {
            0x1000 => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0xc000 => "a socket",
            _ => null,
        };

    /// <summary>Gets the status of an open file; null if it is not available.</summary>
    public static UnixFileStatus? Of(SafeFileHandle file) => Ask(status => Statx(file, [0], EmptyPath, Mask, status));

    /// <summary>Gets the status of the file at a path without opening it; null if it is not available.</summary>
    public static UnixFileStatus? Of(string path) =>
        Ask(status => Statx(WorkingDirectory, Encoding.UTF8.GetBytes(path + '\0'), 0, Mask, status));

    static UnixFileStatus? Ask(Func<byte[], int> ask)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var status = new byte[StatxLength];
        try
        {
            return ask(status) == 0 ? new UnixFileStatus(status) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is too old to have the function.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Statx(SafeFileHandle directory, byte[] path, int flags, uint mask, byte[] answer);

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Statx(int directory, byte[] path, int flags, uint mask, byte[] answer);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern uint GetEffectiveUserId();
}
