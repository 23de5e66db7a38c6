using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a file or object would get a key that S3 does not allow.</summary>
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
