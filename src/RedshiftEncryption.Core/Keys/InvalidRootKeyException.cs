namespace RedshiftEncryption;

/// <summary>What was given as a root key is not one. The message gives its size and never its content.</summary>
public sealed class InvalidRootKeyException : Exception
{
    const string Remedy = "A root key is 32 bytes (256 bits), raw or as base64 text of 44 characters; New-RootKey makes one.";

    /// <summary>Creates the exception.</summary>
    public InvalidRootKeyException()
        : base(Remedy)
    {
    }

    /// <summary>Creates the exception.</summary>
    public InvalidRootKeyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public InvalidRootKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static InvalidRootKeyException WrongLength(int length) =>
        new($"The root key has {Bytes(length)} and is not the base64 text of 32 bytes. {Remedy}");

    internal static InvalidRootKeyException WrongDecodedLength(int length) =>
        new($"The root key's base64 text holds {Bytes(length)}. {Remedy}");

    internal static InvalidRootKeyException NotBase64(int length) =>
        new($"The secret of {length} characters is not the base64 text of a root key. {Remedy}");

    internal static InvalidRootKeyException Text() =>
        new($"The root key is {RootKey.LengthInBytes} characters of text, not {RootKey.LengthInBytes} random bytes. If these characters are the key itself, base64-encode them.");

    internal static InvalidRootKeyException Marked(string encoding) =>
        new($"The key file begins with a byte order mark of {encoding}. Save it without one, as ASCII. {Remedy}");

    static string Bytes(int count) => count == 1 ? "1 byte" : $"{count} bytes";
}
