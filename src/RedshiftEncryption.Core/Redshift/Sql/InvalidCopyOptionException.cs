namespace RedshiftEncryption;

/// <summary>A part of a COPY statement was asked for that Redshift would refuse, or that could break out of its place.</summary>
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
