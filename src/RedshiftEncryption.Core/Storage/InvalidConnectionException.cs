namespace RedshiftEncryption;

/// <summary>No request can be made: there are no credentials, no region, or the profile or endpoint is wrong.</summary>
public sealed class InvalidConnectionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public InvalidConnectionException() { }

    /// <summary>Creates the exception.</summary>
    public InvalidConnectionException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidConnectionException(string message, Exception? innerException)
        : base(message, innerException) { }
}
