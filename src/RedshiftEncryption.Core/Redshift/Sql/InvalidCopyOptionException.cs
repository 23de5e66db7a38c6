namespace RedshiftEncryption;

/// <summary>Thrown when a statement would be rejected by Redshift, or when a value could escape from its literal.</summary>
public sealed class InvalidCopyOptionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public InvalidCopyOptionException() { }

    /// <summary>Creates the exception.</summary>
    public InvalidCopyOptionException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidCopyOptionException(string message, Exception innerException)
        : base(message, innerException) { }
}
