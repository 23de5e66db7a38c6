using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when an inventory, or a row of it, cannot be read. The message contains its address and the reason.</summary>
public sealed class InventoryException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public InventoryException() { }

    /// <summary>Creates the exception.</summary>
    public InventoryException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InventoryException(string message, Exception innerException)
        : base(message, innerException) { }

    internal InventoryException(InventoryFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    internal InventoryFault Fault { get; } = InventoryFault.InvalidInventory;

    string IItemFailure.ErrorId => Fault.ToString();
}
