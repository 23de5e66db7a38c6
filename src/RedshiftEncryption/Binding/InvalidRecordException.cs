using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>Thrown when a property of a record from the pipeline has a value that is not valid. The message contains both.</summary>
public sealed class InvalidRecordException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public InvalidRecordException() { }

    /// <summary>Creates the exception.</summary>
    public InvalidRecordException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidRecordException(string message, Exception innerException)
        : base(message, innerException) { }

    string IItemFailure.ErrorId => "InvalidRecord";
}
