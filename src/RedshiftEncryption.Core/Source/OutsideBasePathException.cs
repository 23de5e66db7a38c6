using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a file is not below the base directory of its key.</summary>
public sealed class OutsideBasePathException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public OutsideBasePathException() { }

    /// <summary>Creates the exception.</summary>
    public OutsideBasePathException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public OutsideBasePathException(string message, Exception innerException)
        : base(message, innerException) { }

    internal OutsideBasePathException(string filePath, string baseDirectory)
        : base($"'{filePath}' is not below '{baseDirectory}', so its key cannot be relative to that directory.") { }

    string IItemFailure.ErrorId => "OutsideBasePath";
}
