using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

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
        : base($"'{path}' is a path of the {providerName} provider. Only paths of the file system are supported here.") { }

    internal static NotAFileSystemPathException Device(string path) => new($"'{path}' is the name of a device of Windows, not a file.");

    string IItemFailure.ErrorId => "NotAFileSystemPath";
}
