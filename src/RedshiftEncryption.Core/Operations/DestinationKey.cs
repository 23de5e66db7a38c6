using System.Globalization;
using System.Text;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Files;

namespace RedshiftEncryption.Operations;

/// <summary>The key under which a file lands.</summary>
internal static class DestinationKey
{
    /// <summary>S3's longest key, in bytes of UTF-8.</summary>
    public const int MaximumLength = 1024;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The prefix as it is used: closed by a slash, unless it is empty.</summary>
    public static string ClosePrefix(string? keyPrefix) =>
        string.IsNullOrEmpty(keyPrefix) || keyPrefix![keyPrefix.Length - 1] == '/' ? keyPrefix ?? "" : keyPrefix + "/";

    /// <summary>The prefix and the file's path below a directory, or its name alone; forward slashes, Unicode as given.</summary>
    /// <param name="filePath">An absolute file system path.</param>
    /// <param name="baseDirectory">An absolute path of a directory, or null.</param>
    /// <param name="keyPrefix">With or without its closing slash; null or empty for none.</param>
    /// <exception cref="OutsideBasePathException">The file is not below the directory.</exception>
    /// <exception cref="InvalidKeyException">S3 has no such key.</exception>
    public static string For(string filePath, string? baseDirectory, string? keyPrefix)
    {
        var relative = baseDirectory is null ? Path.GetFileName(filePath) : RelativePath(filePath, baseDirectory);
        if (Path.DirectorySeparatorChar != '/')
            relative = relative.Replace(Path.DirectorySeparatorChar, '/');
        return Checked(ClosePrefix(keyPrefix) + relative);
    }

    /// <summary>The key of one of the objects that a file becomes: its number stands before the name's extension.</summary>
    /// <param name="key">The whole file's.</param>
    /// <param name="number">From 1.</param>
    /// <param name="count">Of all: numbers sort as text.</param>
    public static string Numbered(string key, long number, long count)
    {
        var digits = Math.Max(4, count.ToString(CultureInfo.InvariantCulture).Length);
        var name = key.LastIndexOf('/') + 1;
        var dot = key.LastIndexOf('.');
        var extension = dot > name ? dot : key.Length;
        return $"{key.Substring(0, extension)}.{number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')}{key.Substring(extension)}";
    }

    /// <summary>The key with the suffix of a compression, unless it has it.</summary>
    public static string Suffixed(string key, CopyCompression compression) =>
        compression == CopyCompression.None || CompressionByName.Of(key) == compression
            ? key
            : key + CompressionByName.SuffixOf(compression);

    /// <summary>A key as it was given, if S3 can have it.</summary>
    /// <exception cref="InvalidKeyException">It is empty, too long, no Unicode, or begins with a slash.</exception>
    public static string Checked(string key)
    {
        if (key.Length == 0)
            throw new InvalidKeyException("An object's key cannot be empty.");
        // The AWS SDK for .NET takes the slash away on the wire, and either signs another key than it sends or writes to it.
        if (key[0] == '/')
            throw new InvalidKeyException(
                $"The key '{key}' begins with a slash, which the AWS SDK for .NET cannot send. Leave the slash out."
            );
        int length;
        try
        {
            length = StrictUtf8.GetByteCount(key);
        }
        catch (EncoderFallbackException exception)
        {
            throw new InvalidKeyException($"The key '{key}' is not valid Unicode; rename the file.", exception);
        }
        return length <= MaximumLength
            ? key
            : throw new InvalidKeyException($"The key '{key}' has {length} bytes of UTF-8; S3 takes at most {MaximumLength}.");
    }

    static string RelativePath(string filePath, string baseDirectory)
    {
        var directory =
            baseDirectory[baseDirectory.Length - 1] == Path.DirectorySeparatorChar
                ? baseDirectory
                : baseDirectory + Path.DirectorySeparatorChar;
        return filePath.StartsWith(directory, FilePaths.Comparison)
            ? filePath.Substring(directory.Length)
            : throw new OutsideBasePathException(filePath, baseDirectory);
    }
}
