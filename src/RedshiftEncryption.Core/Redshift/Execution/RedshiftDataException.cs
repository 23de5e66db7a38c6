using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when the Redshift Data API refuses a request or cannot be reached. The message contains the error code.</summary>
public sealed class RedshiftDataException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public RedshiftDataException() { }

    /// <summary>Creates the exception.</summary>
    public RedshiftDataException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public RedshiftDataException(string message, Exception? innerException)
        : base(message, innerException) { }

    internal RedshiftDataException(RedshiftDataFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    internal RedshiftDataFault Fault { get; }

    string IItemFailure.ErrorId => Fault.ToString();
}
