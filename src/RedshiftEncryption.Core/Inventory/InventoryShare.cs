namespace RedshiftEncryption.Inventory;

/// <summary>Represents what a shard reads of a data file: the whole, or the objects of one of several parts.</summary>
/// <param name="File">The file.</param>
/// <param name="Part">The number of the part, from 0.</param>
/// <param name="Parts">The number of parts.</param>
internal sealed record InventoryShare(InventoryFile File, int Part, int Parts);
