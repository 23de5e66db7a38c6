using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption;

/// <summary>
/// Thrown when a key management service does not encrypt or decrypt a root key or a data key. The message contains the
/// service's key, if it is known, and the error code.
/// </summary>
public sealed class KeyProtectionException : Exception, IItemFailure
{
    /// <summary>Creates the exception.</summary>
    public KeyProtectionException() { }

    /// <summary>Creates the exception.</summary>
    public KeyProtectionException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public KeyProtectionException(string message, Exception? innerException)
        : base(message, innerException) { }

    internal KeyProtectionException(
        KeyProtectionFault fault,
        KeyPurpose purpose,
        string? keyId,
        string message,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        Fault = fault;
        Purpose = purpose;
        KeyId = keyId ?? "";
    }

    internal KeyProtectionFault Fault { get; }

    /// <summary>Gets what the key is for that was not encrypted or decrypted.</summary>
    internal KeyPurpose Purpose { get; }

    /// <summary>Gets the service's key that was requested; empty if only the ciphertext names it.</summary>
    internal string KeyId { get; } = "";

    string IItemFailure.ErrorId => Fault.ToString();
}
