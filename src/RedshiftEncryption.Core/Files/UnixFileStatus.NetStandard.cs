using Microsoft.Win32.SafeHandles;

namespace RedshiftEncryption.Files;

/// <summary>Reports that no status is available: this build is for .NET Framework, which runs on Windows.</summary>
/// <param name="Identity">Never available.</param>
/// <param name="SpecialKind">Never available.</param>
internal sealed record UnixFileStatus(FileIdentity Identity, string? SpecialKind)
{
    public static UnixFileStatus? Of(SafeFileHandle _) => null;

    public static UnixFileStatus? Of(string _) => null;
}
