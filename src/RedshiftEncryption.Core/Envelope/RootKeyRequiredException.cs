using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>Thrown when an object is client-side encrypted and no root key was specified.</summary>
public sealed class RootKeyRequiredException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public RootKeyRequiredException() { }

    /// <summary>Creates the exception.</summary>
    public RootKeyRequiredException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public RootKeyRequiredException(string message, Exception innerException)
        : base(message, innerException) { }

    internal RootKeyRequiredException(S3Address address)
        : base($"{address} is client-side encrypted, but no root key was specified.") { }

    string IItemFailure.ErrorId => "RootKeyRequired";
}
