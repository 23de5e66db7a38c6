using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a file that was expected to be text is binary. No object of the file remains.</summary>
public sealed class SourceNotTextException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public SourceNotTextException() { }

    /// <summary>Creates the exception.</summary>
    public SourceNotTextException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public SourceNotTextException(string message, Exception innerException)
        : base(message, innerException) { }

    internal static SourceNotTextException At(string source, long position) =>
        new($"'{source}' contains a NUL byte (at byte {position}), so it is not text. The file was not sent.");

    string IItemFailure.ErrorId => "SourceNotText";
}
