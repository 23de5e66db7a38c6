using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Binding;

/// <summary>Thrown when a path is not one of a file: of another PowerShell provider, a device, or an alternate data stream.</summary>
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

    internal static NotAFileSystemPathException Stream(string path) =>
        new($"'{path}' is the name of an alternate data stream, not of a file. Directory listings do not show streams.");

    string IItemFailure.ErrorId => "NotAFileSystemPath";
}
