using System.Text;

namespace RedshiftEncryption.Storage;

/// <summary>Checks keys of objects (Amazon S3 User Guide, "Naming Amazon S3 objects").</summary>
internal static class ObjectKey
{
    /// <summary>The maximum length of a key, in bytes of UTF-8.</summary>
    public const int MaximumLength = 1024;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns a key that can be sent to S3 unchanged.</summary>
    /// <exception cref="InvalidKeyException">The key is empty, too long, not valid Unicode, or begins with a slash.</exception>
    public static string Checked(string key)
    {
        if (key.Length == 0)
            throw new InvalidKeyException("An object's key cannot be empty.");
        // The AWS SDK for .NET removes the slash from the request. Then the signature is wrong, or another object is meant.
        if (key[0] == '/')
            throw new InvalidKeyException($"The key '{key}' begins with a slash, which the AWS SDK for .NET cannot send.");
        Validate(key);
        return key;
    }

    /// <summary>Throws if S3 cannot have an object with a key, which is not empty.</summary>
    /// <exception cref="InvalidKeyException">The key is too long or not valid Unicode.</exception>
    public static void Validate(string key)
    {
        int length;
        try
        {
            length = StrictUtf8.GetByteCount(key);
        }
        catch (EncoderFallbackException exception)
        {
            throw new InvalidKeyException($"The key '{key}' is not valid Unicode, so S3 cannot have such an object.", exception);
        }
        if (length > MaximumLength)
            throw new InvalidKeyException($"The key '{key}' has {length} bytes of UTF-8, but S3 supports at most {MaximumLength}.");
    }
}
