using RedshiftEncryption.Redshift.Ssh;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a share of a share list cannot be read. The message contains the list and the reason.</summary>
public sealed class ShareListException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public ShareListException() { }

    /// <summary>Creates the exception.</summary>
    public ShareListException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public ShareListException(string message, Exception innerException)
        : base(message, innerException) { }

    internal ShareListException(ShareListFault fault, string message)
        : base(message) => Fault = fault;

    internal ShareListFault Fault { get; } = ShareListFault.InvalidShareList;

    string IItemFailure.ErrorId => Fault.ToString();
}
