using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a statement was run and failed, was canceled, or did not end in time.</summary>
public sealed class StatementRunException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public StatementRunException() { }

    /// <summary>Creates the exception.</summary>
    public StatementRunException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public StatementRunException(string message, Exception? innerException)
        : base(message, innerException) { }

    internal StatementRunException(StatementRunFault fault, string message, CopyResult result)
        : base(message)
    {
        Fault = fault;
        Result = result;
    }

    /// <summary>Gets what is known about the run; null if nothing is.</summary>
    public CopyResult? Result { get; }

    internal StatementRunFault Fault { get; }

    string IItemFailure.ErrorId => Fault.ToString();
}
