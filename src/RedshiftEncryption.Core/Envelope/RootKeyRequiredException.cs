using RedshiftEncryption.Envelope;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>
/// Thrown when an object is client-side encrypted and no key of the kind that opens it was specified: a root key, or a private
/// key for an asymmetric one.
/// </summary>
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

    internal RootKeyRequiredException(S3Address address, KeyWrapAlgorithm keyWrap)
        : base(
            keyWrap switch
            {
                RsaKeyWrap => $"{address} is client-side encrypted under an RSA key, but no private key was specified.",
                KmsKeyWrap => $"{address} is client-side encrypted under an AWS KMS key, which this command does not use.",
                _ => $"{address} is client-side encrypted, but no root key was specified.",
            }
        ) => ErrorId = keyWrap is RsaKeyWrap ? "PrivateKeyRequired" : "RootKeyRequired";

    string ErrorId { get; } = "RootKeyRequired";

    string IItemFailure.ErrorId => ErrorId;
}
