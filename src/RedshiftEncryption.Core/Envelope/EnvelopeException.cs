using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when an object cannot be decrypted. The message contains the object's name and the reason.</summary>
public sealed class EnvelopeException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public EnvelopeException() { }

    /// <summary>Creates the exception.</summary>
    public EnvelopeException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public EnvelopeException(string message, Exception innerException)
        : base(message, innerException) { }

    internal EnvelopeException(EnvelopeFault fault, string message)
        : base(message) => Fault = fault;

    internal EnvelopeFault Fault { get; }

    string IItemFailure.ErrorId => Fault.ToString();
}
