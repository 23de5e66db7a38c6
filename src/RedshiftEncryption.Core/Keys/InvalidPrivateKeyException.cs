namespace RedshiftEncryption;

/// <summary>
/// Thrown when a value or file is not an RSA private key that can be used. The message says what was found, but never its
/// content.
/// </summary>
public sealed class InvalidPrivateKeyException : Exception
{
    const string Remedy = "A private key is an RSA key in a PEM file (PKCS #8 or PKCS #1), or an RSA object.";

    /// <summary>Creates the exception.</summary>
    public InvalidPrivateKeyException()
        : base(Remedy) { }

    /// <summary>Creates the exception.</summary>
    public InvalidPrivateKeyException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidPrivateKeyException(string message, Exception? innerException)
        : base(message, innerException) { }

    /// <summary>Gets whether the key is encrypted and no passphrase or a wrong one was specified.</summary>
    internal bool NeedsPassphrase { get; private init; }

    /// <param name="path">The key file; null for a key that is not from a file.</param>
    /// <param name="found">What was found, as the rest of a sentence.</param>
    /// <param name="innerException">The cause; null for none.</param>
    internal static InvalidPrivateKeyException Because(string? path, string found, Exception? innerException = null) =>
        new($"{Name(path)} {found}", innerException);

    /// <inheritdoc cref="Because"/>
    internal static InvalidPrivateKeyException PassphraseRequired(string? path) =>
        new($"{Name(path)} is encrypted, and -PrivateKeyPassphrase was not specified.") { NeedsPassphrase = true };

    /// <inheritdoc cref="Because"/>
    internal static InvalidPrivateKeyException WrongPassphrase(string? path, Exception innerException) =>
        new(
            $"{Name(path)} could not be decrypted: -PrivateKeyPassphrase is wrong, or the key is damaged or encrypted by an "
                + "algorithm that .NET does not support, such as scrypt.",
            innerException
        )
        {
            NeedsPassphrase = true,
        };

    static string Name(string? path) => path is null ? "The private key" : $"The private key file '{path}'";
}
