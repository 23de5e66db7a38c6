using RedshiftEncryption.Inventory;

namespace RedshiftEncryption.Loading;

/// <summary>Opens the CSV library. Only this method body refers to its assembly: see <see cref="ObjectStoreOpener"/>.</summary>
internal static class CsvOpener
{
    public static bool IsSupported => true;

    public static ICsvRows Open(TextReader text) => new Csv.CsvRows(text);
}
