namespace RedshiftEncryption.Files;

/// <summary>Compares file system paths by the rules of the platform.</summary>
internal static class FilePaths
{
    public static readonly StringComparison Comparison = OperatingSystem.IsWindows()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;

    public static readonly StringComparer Comparer = OperatingSystem.IsWindows()
        ? StringComparer.OrdinalIgnoreCase
        : StringComparer.Ordinal;
}
