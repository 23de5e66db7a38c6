using RedshiftEncryption.Keys;

namespace RedshiftEncryption;

/// <summary>Thrown when a value or file is not a root key. The message contains its size, but never its content.</summary>
public sealed class InvalidRootKeyException : Exception
{
    const int BitsPerByte = 8;

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
    /// <param name="purpose">The sizes that are accepted.</param>
    internal static InvalidRootKeyException WrongLength(int length, string? path = null, RootKeyPurpose purpose = default) =>
        new(
            $"{(path is null ? "The root key" : $"The key file '{path}'")} has {Bytes(length)} and is not the "
                + $"base64 text of 32 bytes. {Accepted(length, purpose)}"
        );

    /// <inheritdoc cref="WrongLength"/>
    internal static InvalidRootKeyException WrongDecodedLength(int length, string? path = null, RootKeyPurpose purpose = default) =>
        new(
            $"The base64 text {(path is null ? "of the root key" : $"in the key file '{path}'")} contains {Bytes(length)}. "
                + Accepted(length, purpose)
        );

    /// <param name="length">The length of the key in bytes.</param>
    internal static InvalidRootKeyException OnlyForReading(int length) =>
        new($"The root key has {length * BitsPerByte} bits. {Accepted(length, RootKeyPurpose.Write)}");

    internal static InvalidRootKeyException NotBase64(int length) =>
        new($"The secret of {length} characters is not the base64 text of a root key. {Remedy}");

    /// <param name="length">The number of characters.</param>
    internal static InvalidRootKeyException Text(int length) =>
        new(
            $"The root key is {length} characters of text, not {length} random bytes. If these characters are the key itself, "
                + "encode them as base64."
        );

    internal static InvalidRootKeyException Marked(string encoding) =>
        new($"The key file begins with a {encoding} byte order mark. A key file is ASCII text without one. {Remedy}");

    /// <summary>Describes what is accepted: where objects are read, a short key too, in this form if its size is specified.</summary>
    static string Accepted(int length, RootKeyPurpose purpose)
    {
        if (!RootKey.IsLength(length))
            return Remedy;
        var size = length * BitsPerByte;
        return purpose.IsReading
            ? $"{Remedy} Commands that read objects accept a root key of {size} bits in this form with -RootKeySize {size}."
            : $"A root key of {size} bits can only be used to read objects. {Remedy}";
    }

    static string Bytes(int count) => count == 1 ? "1 byte" : $"{count} bytes";
}
