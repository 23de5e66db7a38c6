using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RedshiftEncryption.Files;

/// <summary>
/// Calls file functions of the system that .NET does not provide. Directory handles are used only on Linux: elsewhere,
/// the flags have other values.
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

    /// <summary>From linux/fs.h and from stdio.h of macOS: a rename that refuses an existing name.</summary>
    const uint RenameNoReplace = 1;
    const uint RenameExclusive = 4;

    /// <summary>
    /// From fcntl.h of Linux: paths are relative to the current directory; the file is only located, not opened.
    /// </summary>
    const int CurrentDirectory = -100;
    const int CloseOnExec = 0x80000;
    const int FindOnly = 0x200000;

    /// <summary>Mode 0700.</summary>
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Two flags whose values on Linux depend on the processor.</summary>
    static readonly (int Directory, int NoFollow) Flags = RuntimeInformation.ProcessArchitecture
        is Architecture.Arm
            or Architecture.Arm64
            or Architecture.Armv6
            or Architecture.Ppc64le
        ? (0x4000, 0x8000)
        : (0x10000, 0x20000);

    /// <summary>Returns whether .NET reports a locked file: EWOULDBLOCK of Linux and of macOS.</summary>
    public static bool IsLocked(IOException exception) => IsWouldBlock(exception.HResult);

    /// <summary>
    /// Locks a file as .NET does for <see cref="FileShare.None"/> or <see cref="FileShare.Read"/>. A setting can
    /// disable .NET's own locks, and some file systems do not support locks.
    /// </summary>
    /// <returns>False if another process holds the lock; null if locks are not supported.</returns>
    public static bool? TryLock(SafeFileHandle file, bool isShared = false)
    {
        if (Lock(file, (isShared ? LockShared : LockExclusive) | LockWithoutWaiting) == 0)
            return true;
        return IsWouldBlock(Marshal.GetLastPInvokeError()) ? false : null;
    }

    /// <summary>Renames a file in one step that refuses an existing name.</summary>
    /// <returns>False if the name exists; null if the file system does not support it.</returns>
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
            // The C library does not have the function.
        }
        return TryLinkNew(from, to);
    }

    /// <summary>
    /// Renames a file in two steps, of which the first one decides: creating a second name for the file also fails if
    /// the name exists.
    /// </summary>
    public static bool? TryLinkNew(string from, string to)
    {
        if (Link(from, to) != 0)
            return Marshal.GetLastPInvokeError() == Exists ? false : null;
        File.Delete(from);
        return true;
    }

    /// <summary>
    /// Flushes a directory to the disk, if the file system supports it. Otherwise, a power failure can undo a rename.
    /// </summary>
    public static void FlushDirectory(string path)
    {
        using var directory = Open(path, CloseOnExec);
        if (!directory.IsInvalid)
            _ = Synchronize(directory);
    }

    /// <summary>Opens a directory by its path. Links are followed.</summary>
    /// <exception cref="IOException">The directory does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">Opening the directory is not permitted.</exception>
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public static SafeFileHandle OpenDirectory(string path)
    {
        var directory = Open(path, FindOnly | Flags.Directory | CloseOnExec);
        return directory.IsInvalid ? throw Failure(path) : directory;
    }

    /// <summary>Opens a directory in another one, and creates it if it does not exist.</summary>
    /// <param name="parent">The parent directory.</param>
    /// <param name="name">The name of the directory.</param>
    /// <param name="path">The path of the directory, for messages.</param>
    /// <returns>Null if the name belongs to something else, such as a link.</returns>
    /// <exception cref="IOException">The directory cannot be created or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">Creating or opening the directory is not permitted.</exception>
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

    /// <summary>Creates a directory and its missing parents, each with access only for its owner.</summary>
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
