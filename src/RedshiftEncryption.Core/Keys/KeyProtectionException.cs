using RedshiftEncryption.Keys;

namespace RedshiftEncryption;

/// <summary>
/// A key management service did not encrypt or decrypt a root key. The message names its key, its own code and the remedy.
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

    /// <summary>The service's key that was asked for.</summary>
    internal string KeyId { get; } = "";
}
