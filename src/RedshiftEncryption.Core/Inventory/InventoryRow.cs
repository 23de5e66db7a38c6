using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Inventory;

/// <summary>Represents an object in an inventory, or a row that names none.</summary>
/// <param name="Number">The number of the row in its file, from 1.</param>
/// <param name="Address">The object, with the version that the inventory names; null for a row without an object.</param>
/// <param name="File">The file.</param>
internal sealed record InventoryRow(long Number, S3Address? Address, S3Address File)
{
    /// <summary>Gets what else the inventory contains about the object; null if it does not contain the length.</summary>
    public ListedObject? Listed { get; init; }

    /// <summary>Gets the error of the row; null for none.</summary>
    public InventoryException? Fault { get; init; }
}
