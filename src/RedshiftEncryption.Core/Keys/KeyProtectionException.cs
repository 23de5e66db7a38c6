using RedshiftEncryption.Keys;

namespace RedshiftEncryption;

/// <summary>
/// Thrown when a key management service does not encrypt or decrypt a root key. The message contains its key and its
/// error code.
/// </summary>
public sealed class KeyProtectionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public KeyProtectionException() { }

    /// <summary>Creates the exception.</summary>
    public KeyProtectionException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public KeyProtectionException(string message, Exception? innerException)
        : base(message, innerException) { }

    internal KeyProtectionException(KeyProtectionFault fault, string keyId, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Fault = fault;
        KeyId = keyId;
    }

    internal KeyProtectionFault Fault { get; }

    /// <summary>Gets the service's key that was requested.</summary>
    internal string KeyId { get; } = "";
}
