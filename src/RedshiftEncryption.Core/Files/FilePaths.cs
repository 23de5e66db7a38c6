namespace RedshiftEncryption.Files;

/// <summary>When two file system paths are the same, by the platform's habit.</summary>
internal static class FilePaths
{
    public static readonly StringComparison Comparison = OperatingSystem.IsWindows()
        ? StringComparison.OrdinalIgnoreCase
        : StringComparison.Ordinal;

    public static readonly StringComparer Comparer = OperatingSystem.IsWindows()
        ? StringComparer.OrdinalIgnoreCase
        : StringComparer.Ordinal;
}
