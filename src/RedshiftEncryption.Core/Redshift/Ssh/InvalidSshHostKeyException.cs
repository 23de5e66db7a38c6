using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a file contains no RSA key that Redshift can identify a host with.</summary>
public sealed class InvalidSshHostKeyException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public InvalidSshHostKeyException() { }

    /// <summary>Creates the exception.</summary>
    public InvalidSshHostKeyException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidSshHostKeyException(string message, Exception innerException)
        : base(message, innerException) { }

    string IItemFailure.ErrorId => "InvalidSshHostKey";
}
