namespace RedshiftEncryption.Inventory;

/// <summary>Specifies why an inventory cannot be read. Each value is an error ID.</summary>
internal enum InventoryFault
{
    /// <summary>A document or a file of the inventory is damaged, or is not what its format requires.</summary>
    InvalidInventory,

    /// <summary>The inventory has a format that this module does not read.</summary>
    UnsupportedInventory,

    /// <summary>A row does not name an object.</summary>
    InvalidInventoryRow,
}
