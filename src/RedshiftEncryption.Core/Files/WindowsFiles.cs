using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RedshiftEncryption.Files;

/// <summary>Calls file functions of Windows that .NET does not provide.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("windows")]
internal static class WindowsFiles
{
    /// <summary>From the headers of the Windows SDK.</summary>
    const uint ReadAttributes = 0x80;
    const uint OpenExisting = 3;
    const uint BackupSemantics = 0x02000000;
    const int FileIdInfo = 18;

    /// <summary>MAX_PATH: longer paths need the prefix of extended paths.</summary>
    const int MaximumPath = 260;

    /// <summary>Returns whether a directory is a link.</summary>
    /// <param name="path">An absolute path without a separator at its end.</param>
    public static bool IsLink(string path)
    {
        using var search = FindFirstFile(path, out var found);
        return !search.IsInvalid
            && ((FileAttributes)found.Attributes).HasFlag(FileAttributes.ReparsePoint)
            && ReparseTag.IsLink(found.ReparseTag);
    }

    /// <summary>Gets the identity of the file at a path; null if it is not available. Links are followed.</summary>
    public static FileIdentity? IdentityOf(string path)
    {
        using var file = CreateFile(
            path,
            ReadAttributes,
            FileShare.ReadWrite | FileShare.Delete,
            IntPtr.Zero,
            OpenExisting,
            BackupSemantics,
            IntPtr.Zero
        );
        return file.IsInvalid ? null : IdentityOf(file);
    }

    /// <summary>Gets the identity of an open file; null if it is not available.</summary>
    public static FileIdentity? IdentityOf(SafeFileHandle file)
    {
        if (GetFileInformation(file, FileIdInfo, out var wide, Marshal.SizeOf<WideIdentity>()) && (wide.Low | wide.High) != 0)
            return new FileIdentity(wide.Volume, wide.Low, wide.High);
        // Some network file systems have only the shorter number.
        return GetFileInformation(file, out var narrow) && (narrow.IndexLow | narrow.IndexHigh) != 0
            ? new FileIdentity(narrow.Volume, ((ulong)narrow.IndexHigh << 32) | narrow.IndexLow)
            : null;
    }

    /// <summary>Replaces short names in a path, of eight characters and three. A path that does not exist is unchanged.</summary>
    /// <param name="path">An absolute path.</param>
    public static string LongPath(string path)
    {
        if (path.IndexOf('~') < 0 || path.Length >= MaximumPath)
            return path;
        var found = new char[short.MaxValue];
        var length = GetLongPathName(path, found, found.Length);
        return length > 0 && length < found.Length ? new string(found, 0, length) : path;
    }

    /// <summary>Sets the last write time of an open file.</summary>
    /// <param name="file">A handle that permits to write attributes.</param>
    /// <param name="time">A time in UTC.</param>
    /// <exception cref="IOException">The time cannot be set.</exception>
    public static void SetLastWriteTime(SafeFileHandle file, DateTime time)
    {
        var ticks = time.ToFileTimeUtc();
        if (!SetFileTime(file, IntPtr.Zero, IntPtr.Zero, ref ticks))
            throw new IOException("The last write time could not be set.", new Win32Exception(Marshal.GetLastWin32Error()));
    }

    [StructLayout(LayoutKind.Sequential)]
    struct WideIdentity
    {
        public ulong Volume;
        public ulong Low;
        public ulong High;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    struct NarrowIdentity
    {
        public uint Attributes;
        public long CreationTime;
        public long AccessTime;
        public long WriteTime;
        public uint Volume;
        public uint LengthHigh;
        public uint LengthLow;
        public uint LinkCount;
        public uint IndexHigh;
        public uint IndexLow;
    }

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode, Pack = 4)]
    struct FoundFile
    {
        public uint Attributes;
        public long CreationTime;
        public long AccessTime;
        public long WriteTime;
        public uint LengthHigh;
        public uint LengthLow;
        public uint ReparseTag;
        public uint Reserved;

        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = MaximumPath)]
        public string Name;

        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 14)]
        public string ShortName;
    }

    sealed class SearchHandle() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle() => FindClose(handle);
    }

    [DllImport("kernel32", EntryPoint = "FindFirstFileW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern SearchHandle FindFirstFile(string path, out FoundFile found);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool FindClose(IntPtr search);

    [DllImport("kernel32", EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern SafeFileHandle CreateFile(
        string path,
        uint access,
        FileShare share,
        IntPtr security,
        uint disposition,
        uint flags,
        IntPtr template
    );

    [DllImport("kernel32", EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool GetFileInformation(SafeFileHandle file, int kind, out WideIdentity identity, int length);

    [DllImport("kernel32", EntryPoint = "GetFileInformationByHandle", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool GetFileInformation(SafeFileHandle file, out NarrowIdentity identity);

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool SetFileTime(SafeFileHandle file, IntPtr creationTime, IntPtr accessTime, ref long writeTime);

    [DllImport("kernel32", EntryPoint = "GetLongPathNameW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern int GetLongPathName(string path, [Out] char[] found, int length);
}
