using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>A path leads to another PowerShell provider than the file system.</summary>
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
        : base($"'{path}' is a path of the {providerName} provider. Only paths of the file system are supported here.") { }

    string IItemFailure.ErrorId => "NotAFileSystemPath";
}
