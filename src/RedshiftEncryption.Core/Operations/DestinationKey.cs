using System.Globalization;
using RedshiftEncryption.Codecs;
using RedshiftEncryption.Files;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Operations;

/// <summary>Determines the key for a file.</summary>
internal static class DestinationKey
{
    /// <summary>The least number of digits in the key of one of several objects.</summary>
    const int LeastDigits = 4;

    /// <summary>Returns the prefix with a slash at its end, unless it is empty.</summary>
    public static string ClosePrefix(string? keyPrefix) =>
        string.IsNullOrEmpty(keyPrefix) || keyPrefix![keyPrefix.Length - 1] == '/' ? keyPrefix ?? "" : keyPrefix + "/";

    /// <summary>
    /// Returns the prefix with the file's path below a directory, or with its name. Separators become forward slashes, and
    /// Unicode is not normalized.
    /// </summary>
    /// <param name="filePath">An absolute file system path.</param>
    /// <param name="baseDirectory">An absolute path of a directory, or null.</param>
    /// <param name="keyPrefix">The prefix, with or without a slash at its end; null or empty for none.</param>
    /// <exception cref="OutsideBasePathException">The file is not below the directory.</exception>
    /// <exception cref="InvalidKeyException">S3 does not allow the key.</exception>
    public static string For(string filePath, string? baseDirectory, string? keyPrefix)
    {
        var relative = baseDirectory is null ? Path.GetFileName(filePath) : RelativePath(filePath, baseDirectory);
        if (Path.DirectorySeparatorChar != '/')
            relative = relative.Replace(Path.DirectorySeparatorChar, '/');
        return ObjectKey.Checked(ClosePrefix(keyPrefix) + relative);
    }

    /// <summary>
    /// Returns the key of one of the objects of a split file, with a number before the file name extension.
    /// </summary>
    /// <param name="key">The key of the whole file.</param>
    /// <param name="number">The number of the object, from 1.</param>
    /// <param name="count">The number of objects. Numbers are padded, so that they sort as text.</param>
    public static string Numbered(string key, long number, long count)
    {
        var digits = Math.Max(LeastDigits, count.ToString(CultureInfo.InvariantCulture).Length);
        var name = key.LastIndexOf('/') + 1;
        var dot = key.LastIndexOf('.');
        var extension = dot > name ? dot : key.Length;
        var padded = number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return $"{key.Substring(0, extension)}.{padded}{key.Substring(extension)}";
    }

    /// <summary>Returns the keys from which <see cref="Numbered"/> can have made a key: none, one or two.</summary>
    public static IEnumerable<string> Unnumbered(string key)
    {
        foreach (var end in new[] { key.LastIndexOf('.'), key.Length })
        {
            var dot = end > 0 ? key.LastIndexOf('.', end - 1) : -1;
            var isNumber = end - dot > LeastDigits && key.Skip(dot + 1).Take(end - dot - 1).All(static digit => digit is >= '0' and <= '9');
            if (dot >= 0 && isNumber)
                yield return key.Remove(dot, end - dot);
        }
    }

    /// <summary>Returns the key with the suffix of a compression, which is added only if it is missing.</summary>
    public static string Suffixed(string key, CopyCompression compression) =>
        compression == CopyCompression.None || CompressionByName.Of(key) == compression
            ? key
            : key + CompressionByName.SuffixOf(compression);

    static string RelativePath(string filePath, string baseDirectory) =>
        Below(filePath, baseDirectory)
        // Windows has several spellings of a path: with short names, as in many TEMP variables, or with a prefix.
        ?? Below(WindowsPath.Canonical(filePath), WindowsPath.Canonical(baseDirectory))
        ?? throw new OutsideBasePathException(filePath, baseDirectory);

    static string? Below(string filePath, string baseDirectory)
    {
        var directory =
            baseDirectory[baseDirectory.Length - 1] == Path.DirectorySeparatorChar
                ? baseDirectory
                : baseDirectory + Path.DirectorySeparatorChar;
        return filePath.StartsWith(directory, FilePaths.Comparison) ? filePath.Substring(directory.Length) : null;
    }
}
