using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>
/// Thrown when a source file changed while it was read, so that the content may be a mixture of two states.
/// </summary>
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
        new($"'{source}' shrank from {expected} to {actual} bytes while it was read.");

    internal static SourceChangedException Grew(string source, long expected) =>
        new($"'{source}' grew beyond its {expected} bytes while it was read.");

    internal static SourceChangedException Rewritten(string source) => new($"'{source}' was modified while it was read.");

    string IItemFailure.ErrorId => "SourceChanged";
}
