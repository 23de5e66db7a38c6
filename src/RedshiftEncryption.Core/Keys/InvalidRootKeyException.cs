namespace RedshiftEncryption;

/// <summary>Thrown when a value or file is not a root key. The message contains its size, but never its content.</summary>
public sealed class InvalidRootKeyException : Exception
{
    const string Remedy = "A root key is 32 bytes (256 bits), raw or as base64 text of 44 characters.";

    /// <summary>Creates the exception.</summary>
    public InvalidRootKeyException()
        : base(Remedy) { }

    /// <summary>Creates the exception.</summary>
    public InvalidRootKeyException(string message)
        : base(message) { }

    /// <summary>Creates the exception.</summary>
    public InvalidRootKeyException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <param name="length">The length in bytes.</param>
    /// <param name="path">The key file; null for a key that is not from a file.</param>
    internal static InvalidRootKeyException WrongLength(int length, string? path = null) =>
        new(
            $"{(path is null ? "The root key" : $"The key file '{path}'")} has {Bytes(length)} and is not the "
                + $"base64 text of 32 bytes. {Remedy}"
        );

    /// <inheritdoc cref="WrongLength"/>
    internal static InvalidRootKeyException WrongDecodedLength(int length, string? path = null) =>
        new($"The base64 text {(path is null ? "of the root key" : $"in the key file '{path}'")} contains {Bytes(length)}. {Remedy}");

    internal static InvalidRootKeyException NotBase64(int length) =>
        new($"The secret of {length} characters is not the base64 text of a root key. {Remedy}");

    internal static InvalidRootKeyException Text() =>
        new(
            $"The root key is {RootKey.LengthInBytes} characters of text, not {RootKey.LengthInBytes} random "
                + "bytes. If these characters are the key itself, encode them as base64."
        );

    internal static InvalidRootKeyException Marked(string encoding) =>
        new($"The key file begins with a {encoding} byte order mark. A key file is ASCII text without one. {Remedy}");

    static string Bytes(int count) => count == 1 ? "1 byte" : $"{count} bytes";
}
