using RedshiftEncryption.Destination;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when an object cannot be received into a file. The message contains the object and the reason.</summary>
public sealed class DestinationException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public DestinationException() { }

    /// <summary>Creates the exception.</summary>
    public DestinationException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public DestinationException(string message, Exception innerException)
        : base(message, innerException) { }

    internal DestinationException(DestinationFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    internal DestinationFault Fault { get; }

    string IItemFailure.ErrorId => Fault.ToString();
}
