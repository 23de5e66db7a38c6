using RedshiftEncryption.Source;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>
/// Thrown when a path cannot be uploaded: a device, a link to a directory, or a name that cannot be opened.
/// </summary>
public sealed class UnsupportedSourceException : IOException, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public UnsupportedSourceException() { }

    /// <summary>Creates the exception.</summary>
    public UnsupportedSourceException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public UnsupportedSourceException(string message, Exception innerException)
        : base(message, innerException) { }

    UnsupportedSourceException(UnsupportedSourceKind kind, string message)
        : base(message) => Kind = kind;

    internal UnsupportedSourceKind Kind { get; }

    internal static UnsupportedSourceException Special(string path, string kind) =>
        new(UnsupportedSourceKind.Special, $"'{path}' is {kind} and has no length. Only files can be uploaded.");

    internal static UnsupportedSourceException WithoutLength(string path, long length) =>
        new(
            UnsupportedSourceKind.WithoutLength,
            $"'{path}' contains more than the {length} bytes that the file system reports, as files in /proc do."
        );

    internal static UnsupportedSourceException Link(string path) =>
        new(UnsupportedSourceKind.Link, $"'{path}' is a link to a directory and was not followed. The files below it were not uploaded.");

    internal static UnsupportedSourceException Name(string path) =>
        new(UnsupportedSourceKind.Name, $"The name of '{path}' is not valid UTF-8, so it cannot be opened. It was not uploaded.");

    string IItemFailure.ErrorId => "PathUnreadable";
}
