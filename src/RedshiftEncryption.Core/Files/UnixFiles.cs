#if NET
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RedshiftEncryption.Files;

/// <summary>
/// What the system does with files and .NET does not offer. Directory handles are Linux's alone: elsewhere the flags have
/// other values.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal static class UnixFiles
{
    /// <summary>From errno.h; the same on Linux and macOS.</summary>
    const int NotPermitted = 1;
    const int NotFound = 2;
    const int AccessDenied = 13;
    const int Exists = 17;
    const int NotADirectory = 20;

    /// <summary>From sys/file.h: the whole file, without waiting.</summary>
    const int LockShared = 1;
    const int LockExclusive = 2;
    const int LockWithoutWaiting = 4;

    /// <summary>From linux/fs.h and stdio.h of macOS: a rename that refuses an existing name.</summary>
    const uint RenameNoReplace = 1;
    const uint RenameExclusive = 4;

    /// <summary>From fcntl.h of Linux: paths are relative to the current directory; the file is not opened, only found.</summary>
    const int CurrentDirectory = -100;
    const int CloseOnExec = 0x80000;
    const int FindOnly = 0x200000;

    /// <summary>Mode 0700.</summary>
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Two flags that Linux has in two places, by processor.</summary>
    static readonly (int Directory, int NoFollow) Flags = RuntimeInformation.ProcessArchitecture
        is Architecture.Arm
            or Architecture.Arm64
            or Architecture.Armv6
            or Architecture.Ppc64le
        ? (0x4000, 0x8000)
        : (0x10000, 0x20000);

    /// <summary>What .NET reports where a file is locked: EWOULDBLOCK of Linux and of macOS.</summary>
    public static bool IsLocked(IOException exception) => IsWouldBlock(exception.HResult);

    /// <summary>
    /// Locks a file as .NET does for <see cref="FileShare.None"/>, or for <see cref="FileShare.Read"/>, which a setting
    /// turns off and some file systems do not know.
    /// </summary>
    /// <returns>False where another one holds the lock; null where there are no locks.</returns>
    public static bool? TryLock(SafeFileHandle file, bool isShared = false)
    {
        if (Lock(file, (isShared ? LockShared : LockExclusive) | LockWithoutWaiting) == 0)
            return true;
        return IsWouldBlock(Marshal.GetLastPInvokeError()) ? false : null;
    }

    /// <summary>Renames a file in one step that refuses an existing name.</summary>
    /// <returns>False where the name exists; null where the file system has no such step.</returns>
    public static bool? TryMoveNew(string from, string to)
    {
        try
        {
            var result =
                OperatingSystem.IsLinux() ? RenameAt2(CurrentDirectory, from, CurrentDirectory, to, RenameNoReplace)
                : OperatingSystem.IsMacOS() ? RenameX(from, to, RenameExclusive)
                : throw new EntryPointNotFoundException();
            if (result == 0)
                return true;
            if (Marshal.GetLastPInvokeError() == Exists)
                return false;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without the call.
        }
        return TryLinkNew(from, to);
    }

    /// <summary>
    /// The same in two steps, of which the first one decides: a second name for the file is refused where the name exists,
    /// too.
    /// </summary>
    public static bool? TryLinkNew(string from, string to)
    {
        if (Link(from, to) != 0)
            return Marshal.GetLastPInvokeError() == Exists ? false : null;
        File.Delete(from);
        return true;
    }

    /// <summary>
    /// Writes what a directory has to the disk, where the file system can; a rename may be lost in a power failure
    /// otherwise.
    /// </summary>
    public static void FlushDirectory(string path)
    {
        using var directory = Open(path, CloseOnExec);
        if (!directory.IsInvalid)
            _ = Synchronize(directory);
    }

    /// <summary>Opens a directory by its path. Links are followed.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public static SafeFileHandle OpenDirectory(string path)
    {
        var directory = Open(path, FindOnly | Flags.Directory | CloseOnExec);
        return directory.IsInvalid ? throw Failure(path) : directory;
    }

    /// <summary>Opens a directory in another one, and creates it where it is not there.</summary>
    /// <param name="parent">The other one.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <returns>Null where something else has the name, such as a link.</returns>
    /// <exception cref="IOException">It cannot be created or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created or opened.</exception>
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public static SafeFileHandle? CreateDirectory(SafeFileHandle parent, string name, string path)
    {
        if (MakeDirectoryAt(parent, name, (uint)OwnerOnly) != 0 && Marshal.GetLastPInvokeError() != Exists)
            throw Failure(path);
        var directory = OpenAt(parent, name, FindOnly | Flags.Directory | Flags.NoFollow | CloseOnExec);
        if (!directory.IsInvalid)
            return directory;
        return Marshal.GetLastPInvokeError() == NotADirectory ? null : throw Failure(path);
    }

    /// <summary>Creates a directory and those above it that are not there, each open to its owner alone.</summary>
    public static void CreateDirectories(string path)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { } parent)
            CreateDirectories(parent);
        Directory.CreateDirectory(path, OwnerOnly);
    }

    static bool IsWouldBlock(int error) => error == (OperatingSystem.IsMacOS() ? 35 : 11);

    static Exception Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        var message = $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
        return error switch
        {
            NotPermitted or AccessDenied => new UnauthorizedAccessException(message),
            NotFound or NotADirectory => new DirectoryNotFoundException(message),
            _ => new IOException(message, error),
        };
    }

    [DllImport("libc", EntryPoint = "flock", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Lock(SafeFileHandle file, int operation);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Synchronize(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int RenameAt2(
        int fromDirectory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from,
        int toDirectory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string to,
        uint flags
    );

    [DllImport("libc", EntryPoint = "renamex_np", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int RenameX([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);

    [DllImport("libc", EntryPoint = "link", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "openat", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern SafeFileHandle OpenAt(SafeFileHandle directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int MakeDirectoryAt(SafeFileHandle directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint mode);
}
#endif
