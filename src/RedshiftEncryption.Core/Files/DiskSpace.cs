namespace RedshiftEncryption.Files;

/// <summary>Recognizes the errors that .NET reports when a disk is full or a quota is exhausted.</summary>
internal static class DiskSpace
{
    /// <summary>Error numbers from errno.h.</summary>
    const int NoSpace = 28;
    const int QuotaOfLinux = 122;
    const int QuotaOfMacOS = 69;

    /// <summary>From winerror.h, as HResult values: a handle's disk, a disk, a quota.</summary>
    const int HandleDiskFull = unchecked((int)0x80070027);
    const int DiskFull = unchecked((int)0x80070070);
    const int QuotaOfWindows = unchecked((int)0x8007050F);

    /// <param name="result">The HResult of an exception, which is the errno on Unix.</param>
    public static bool IsLacking(int result) =>
        OperatingSystem.IsWindows()
            ? result is HandleDiskFull or DiskFull or QuotaOfWindows
            : result is NoSpace || result == (OperatingSystem.IsMacOS() ? QuotaOfMacOS : QuotaOfLinux);
}
