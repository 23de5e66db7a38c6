namespace RedshiftEncryption;

/// <summary>
/// Thrown when no request can be made: credentials or the region are missing, or the profile or endpoint is not valid.
/// </summary>
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
