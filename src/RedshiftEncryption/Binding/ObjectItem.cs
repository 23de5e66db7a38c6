using System.Management.Automation;
using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>An object for a command to process.</summary>
/// <param name="Address">The object's address.</param>
/// <param name="Listed">The object in the listing; null where it was not listed.</param>
/// <param name="Record">The record of the object; null where it was listed.</param>
internal sealed record ObjectItem(S3Address Address, ListedObject? Listed, PSObject? Record)
{
    /// <summary>Whether the listing shows that no other object contains its envelope.</summary>
    public bool HasNoInstructionFile { get; init; }

    /// <summary>The row of the inventory that names the object; null where no inventory does.</summary>
    public InventoryRow? Row { get; init; }
}
