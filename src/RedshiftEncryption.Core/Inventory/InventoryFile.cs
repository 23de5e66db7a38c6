using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Inventory;

/// <summary>Represents a data file of an inventory.</summary>
/// <param name="Address">The file.</param>
/// <param name="Length">The length that the inventory states, in bytes; null if it states none.</param>
/// <param name="Md5">The MD5 that the inventory states, in lowercase hexadecimal; null if it states none.</param>
internal sealed record InventoryFile(S3Address Address, long? Length, string? Md5)
{
    /// <summary>Gets whether the file is compressed with gzip.</summary>
    public bool IsCompressed => Address.Key.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
