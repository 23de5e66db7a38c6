using RedshiftEncryption.Redshift.Manifests;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a manifest cannot be written or read. The message contains the objects and the reason.</summary>
public sealed class CopyManifestException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public CopyManifestException() { }

    /// <summary>Creates the exception.</summary>
    public CopyManifestException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public CopyManifestException(string message, Exception innerException)
        : base(message, innerException) { }

    internal CopyManifestException(CopyManifestFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    internal CopyManifestFault Fault { get; } = CopyManifestFault.InvalidManifest;

    string IItemFailure.ErrorId => Fault.ToString();
}
