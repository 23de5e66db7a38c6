namespace RedshiftEncryption.Tests.Fakes;

/// <summary>
/// For SkipWhen and SkipUnless, which skip a test before it starts. Assert.Skip throws, and Wine does not always survive an
/// exception that leaves a method which was called by reflection.
/// </summary>
public static class Platform
{
    public static bool IsWindows => OperatingSystem.IsWindows();

    public static bool IsLinux => OperatingSystem.IsLinux();
}
