using RedshiftEncryption.Runs;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when the documents of a run cannot be read, or describe another run. The message contains their address.</summary>
public sealed class RunException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public RunException() { }

    /// <summary>Creates the exception.</summary>
    public RunException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public RunException(string message, Exception innerException)
        : base(message, innerException) { }

    internal RunException(RunFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    internal RunFault Fault { get; } = RunFault.InvalidRunReport;

    string IItemFailure.ErrorId => Fault.ToString();
}
