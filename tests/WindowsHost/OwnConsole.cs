using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WindowsHost;

/// <summary>
/// Makes a console for a process that Wine starts without a terminal. Wine then represents the console by a handle on which
/// most functions fail, and PowerShell's host needs them even if its input and output are files.
/// </summary>
internal static class OwnConsole
{
    const uint Utf8 = 65001;

    /// <summary>From winnt.h and winbase.h.</summary>
    const uint GenericReadWrite = 0xC0000000;
    const uint ShareReadWrite = 3;
    const uint OpenExisting = 3;
    static readonly nint InvalidHandle = -1;

    /// <summary>From winbase.h: standard input, output and error.</summary>
    static readonly int[] StandardHandles = [-10, -11, -12];

    public static void Ensure()
    {
        var screen = CreateFile("CONOUT$", GenericReadWrite, ShareReadWrite, 0, OpenExisting, 0, 0);
        if (screen != InvalidHandle)
        {
            CloseHandle(screen);
            return;
        }
        // A new console replaces the standard handles, which are the files or pipes of the caller.
        var kept = Array.ConvertAll(StandardHandles, GetStdHandle);
        FreeConsole();
        if (!AllocConsole())
            throw new Win32Exception();
        SetConsoleOutputCP(Utf8);
        SetConsoleCP(Utf8);
        for (var i = 0; i < kept.Length; i++)
            SetStdHandle(StandardHandles[i], kept[i]);
    }

    [DllImport("kernel32", EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern nint CreateFile(string name, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool CloseHandle(nint handle);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern nint GetStdHandle(int number);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool SetStdHandle(int number, nint handle);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool FreeConsole();

    [DllImport("kernel32", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool AllocConsole();

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool SetConsoleOutputCP(uint codePage);

    [DllImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool SetConsoleCP(uint codePage);
}
