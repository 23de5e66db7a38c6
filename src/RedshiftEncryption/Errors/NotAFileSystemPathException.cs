using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Errors;

/// <summary>Thrown when a path is not in the file system but of another PowerShell provider.</summary>
public sealed class NotAFileSystemPathException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public NotAFileSystemPathException() { }

    /// <summary>Creates the exception.</summary>
    public NotAFileSystemPathException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public NotAFileSystemPathException(string message, Exception innerException)
        : base(message, innerException) { }

    internal NotAFileSystemPathException(string path, string providerName)
        : base($"'{path}' is a path of the {providerName} provider, not of the file system.") { }

    string IItemFailure.ErrorId => "NotAFileSystemPath";
}
