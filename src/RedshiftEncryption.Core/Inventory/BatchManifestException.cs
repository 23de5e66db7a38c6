using RedshiftEncryption.Inventory;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a manifest of S3 Batch Operations cannot be written. The message contains the object and the reason.</summary>
public sealed class BatchManifestException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public BatchManifestException() { }

    /// <summary>Creates the exception.</summary>
    public BatchManifestException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public BatchManifestException(string message, Exception innerException)
        : base(message, innerException) { }

    internal BatchManifestException(BatchManifestFault fault, string message)
        : base(message) => Fault = fault;

    internal BatchManifestFault Fault { get; } = BatchManifestFault.DuplicateEntry;

    string IItemFailure.ErrorId => Fault.ToString();
}
