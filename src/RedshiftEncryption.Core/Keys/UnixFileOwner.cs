#if NET
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RedshiftEncryption;

/// <summary>
/// Whose a file is, which .NET does not tell. On Linux alone: its <c>statx</c> has one layout on every processor, while
/// <c>stat</c> has one for each, and for each system.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal static class UnixFileOwner
{
    /// <summary>From linux/fcntl.h: the file of the descriptor itself.</summary>
    const int EmptyPath = 0x1000;

    /// <summary>From linux/stat.h: the owner is asked for.</summary>
    const uint OwnerMask = 0x8;

    /// <summary>From linux/stat.h: where a struct statx has its owner, and how long it is, in bytes.</summary>
    const int OwnerOffset = 20;
    const int StatxLength = 256;

    /// <summary>The user as which this process opens files.</summary>
    public static uint Current => GetEffectiveUserId();

    /// <summary>Null where it cannot be known.</summary>
    public static uint? Find(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var answer = new byte[StatxLength];
        try
        {
            return Statx(file, [0], EmptyPath, OwnerMask, answer) == 0 ? MemoryMarshal.Read<uint>(answer.AsSpan(OwnerOffset)) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Statx(SafeFileHandle directory, byte[] path, int flags, uint mask, byte[] answer);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern uint GetEffectiveUserId();
}
#endif
