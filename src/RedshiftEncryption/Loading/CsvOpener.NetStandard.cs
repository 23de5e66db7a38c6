using RedshiftEncryption.Inventory;

namespace RedshiftEncryption.Loading;

/// <summary>Refuses inventories: the CSV library is part of the module for PowerShell 7 only.</summary>
internal static class CsvOpener
{
    public static bool IsSupported => false;

    /// <exception cref="PlatformNotSupportedException">Always.</exception>
    public static ICsvRows Open(TextReader _) => throw new PlatformNotSupportedException("Inventories require PowerShell 7.");
}
