using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>A file is not below the directory that its key was to be relative to.</summary>
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
        : base($"'{filePath}' is not below '{baseDirectory}', so it has no key relative to it. Give a -BasePath above all files, or none.")
    { }

    string IItemFailure.ErrorId => "OutsideBasePath";
}
