namespace RedshiftEncryption;

/// <summary>What a path leads to cannot be sent: a device, a link to a directory, a name that cannot be opened.</summary>
public sealed class UnsupportedSourceException : IOException
{
    /// <summary>Creates the exception.</summary>
    public UnsupportedSourceException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public UnsupportedSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public UnsupportedSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    UnsupportedSourceException(string message, string remedy)
        : base(message) => Remedy = remedy;

    /// <summary>What the user can do.</summary>
    internal string Remedy { get; } = "Leave it out.";

    internal static UnsupportedSourceException Special(string path, string kind) =>
        new($"'{path}' is {kind} and has no length; only files can be sent.", "Write its content to a file, and send that.");

    internal static UnsupportedSourceException WithoutLength(string path, long length) =>
        new($"'{path}' has more content than the {length} bytes that the file system reports, as files in /proc have.", "Copy it to a regular file, and send that.");

    internal static UnsupportedSourceException Link(string path) =>
        new($"'{path}' is a link to a directory, which is not followed: the files below it were not sent.", "Specify the link itself as a path to send what it leads to, or remove it from the directory.");

    internal static UnsupportedSourceException Name(string path) =>
        new($"The name of '{path}' is not valid UTF-8, so it cannot be opened; nothing of it was sent.", "Rename it.");
}
