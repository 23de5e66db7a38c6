using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>An object is client-side encrypted and no root key was given.</summary>
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
        : base($"{address} is client-side encrypted. Give its root key with -RootKey.") { }

    string IItemFailure.ErrorId => "RootKeyRequired";
}
