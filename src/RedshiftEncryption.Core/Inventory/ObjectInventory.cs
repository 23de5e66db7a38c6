using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Inventory;

/// <summary>Represents a list of objects that was written before: an S3 Inventory report, or a single CSV file.</summary>
/// <param name="Address">The address that names the whole: the manifest.json, or the CSV file.</param>
/// <param name="Files">The data files.</param>
internal sealed record ObjectInventory(S3Address Address, IReadOnlyList<InventoryFile> Files)
{
    /// <summary>Gets the columns of the files; null if the first row of the file shows them.</summary>
    public InventoryColumns? Columns { get; init; }
}
