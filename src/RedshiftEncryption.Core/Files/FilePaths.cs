namespace RedshiftEncryption.Files;

/// <summary>Compares file system paths by the rules of the platform.</summary>
internal static class FilePaths
{
    public static readonly bool IsWindows = OperatingSystem.IsWindows();

    public static readonly StringComparison Comparison = IsWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public static readonly StringComparer Comparer = IsWindows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
}
