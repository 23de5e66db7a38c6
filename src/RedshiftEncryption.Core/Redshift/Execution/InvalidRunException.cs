using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when a statement must not be passed to the Redshift Data API. The message contains no secret.</summary>
public sealed class InvalidRunException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public InvalidRunException() { }

    /// <summary>Creates the exception.</summary>
    public InvalidRunException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidRunException(string message, Exception? innerException)
        : base(message, innerException) { }

    internal static InvalidRunException Secret(string message) => new(message) { HasSecret = true };

    /// <summary>Gets whether the reason is a secret in the text.</summary>
    internal bool HasSecret { get; private init; }

    string IItemFailure.ErrorId => HasSecret ? "StatementHasSecret" : "InvalidRun";
}
