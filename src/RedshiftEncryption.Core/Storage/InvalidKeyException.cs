using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>A file has no key that S3 could have.</summary>
public sealed class InvalidKeyException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public InvalidKeyException() { }

    /// <summary>Creates the exception.</summary>
    public InvalidKeyException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidKeyException(string message, Exception innerException)
        : base(message, innerException) { }

    string IItemFailure.ErrorId => "InvalidKey";
}
