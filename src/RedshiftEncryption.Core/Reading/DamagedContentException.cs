using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>An object's ciphertext cannot be right: its length, its padding, or the compression within.</summary>
public sealed class DamagedContentException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public DamagedContentException() { }

    /// <summary>Creates the exception.</summary>
    public DamagedContentException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public DamagedContentException(string message, Exception innerException)
        : base(message, innerException) { }

    string IItemFailure.ErrorId => "DamagedContent";
}
