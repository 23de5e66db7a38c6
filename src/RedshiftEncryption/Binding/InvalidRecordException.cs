using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>A record from the pipeline has a property whose value cannot be what the property is for. The message names both.</summary>
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
