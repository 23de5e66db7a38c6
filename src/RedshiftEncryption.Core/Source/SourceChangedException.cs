using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>A source file changed while it was read, so what was read is no state that the file ever had.</summary>
public sealed class SourceChangedException : IOException, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public SourceChangedException() { }

    /// <summary>Creates the exception.</summary>
    public SourceChangedException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public SourceChangedException(string message, Exception innerException)
        : base(message, innerException) { }

    internal static SourceChangedException Shrunk(string source, long expected, long actual) =>
        new($"'{source}' shrank from {expected} to {actual} bytes while it was read. Send it again when nothing writes to it.");

    internal static SourceChangedException Grew(string source, long expected) =>
        new($"'{source}' grew beyond its {expected} bytes while it was read. Send it again when nothing writes to it.");

    internal static SourceChangedException Rewritten(string source) =>
        new($"'{source}' was written to while it was read. Send it again when nothing writes to it.");

    string IItemFailure.ErrorId => "SourceChanged";
}
