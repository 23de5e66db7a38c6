using Microsoft.Win32.SafeHandles;

namespace RedshiftEncryption.Files;

/// <summary>Reports that no function of Unix is available: this build is for .NET Framework, which runs on Windows.</summary>
internal static class UnixFiles
{
    public static bool IsLocked(IOException _) => false;

    public static bool? TryLock(SafeFileHandle _) => null;

    public static bool? TryMoveNew(string _, string __) => null;

    public static void FlushDirectory(string _) { }
}
