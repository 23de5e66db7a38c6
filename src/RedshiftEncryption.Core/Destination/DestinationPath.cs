using RedshiftEncryption.Codecs;
using RedshiftEncryption.Files;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Destination;

/// <summary>Determines the file for an object, below a directory that no key can leave.</summary>
internal static class DestinationPath
{
    /// <summary>
    /// Returns the part of a key after the last slash of the prefix, which is the path below the destination.
    /// </summary>
    /// <exception cref="DestinationException">The key does not begin with the prefix.</exception>
    public static string Relative(S3Address address, string keyPrefix) =>
        address.Key.StartsWith(keyPrefix, StringComparison.Ordinal)
            ? address.Key.Substring(keyPrefix.LastIndexOf('/') + 1)
            : throw new DestinationException(
                DestinationFault.OutsideKeyPrefix,
                $"The key of {address} does not begin with the -KeyPrefix '{keyPrefix}' that is to be removed."
            );

    /// <summary>Returns the last segment of a key.</summary>
    public static string Name(string key) => key.Substring(key.LastIndexOf('/') + 1);

    /// <summary>Returns the path below a directory.</summary>
    /// <param name="address">The object, for messages.</param>
    /// <param name="directory">An absolute file system path.</param>
    /// <param name="relative">Segments separated by slashes.</param>
    /// <exception cref="DestinationException">A segment is not a valid file name.</exception>
    public static string For(S3Address address, string directory, string relative)
    {
        var names = relative.Split('/');
        return Array.TrueForAll(names, FileNameRules.IsPossible)
            ? Path.Combine([directory, .. names])
            : throw new DestinationException(
                DestinationFault.UnsafeKey,
                $"The key of {address} cannot be the path of a file below a directory: "
                    + "it contains an empty segment, '.', '..', or a name that the file system does not allow."
            );
    }

    /// <summary>
    /// Returns the path without the suffix of the compression, after the content was decompressed. The path is unchanged if
    /// it does not have the suffix, or if no file name would remain.
    /// </summary>
    public static string WithoutSuffix(string path, CopyCompression compression)
    {
        if (CompressionByName.Of(path) != compression)
            return path;
        var bare = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path));
        return FileNameRules.IsPossible(Path.GetFileNameWithoutExtension(path)) ? bare : path;
    }

    /// <summary>
    /// Opens a file's directory below the destination. Missing directories are created. Links below the destination are not
    /// followed, because they can lead out of it.
    /// </summary>
    /// <param name="address">The object, for messages.</param>
    /// <param name="destination">
    /// The directory that must not be left; it can be a link itself. Null for the directory of the file.
    /// </param>
    /// <param name="path">The file's absolute path.</param>
    /// <exception cref="DestinationException">A directory below the destination is a link.</exception>
    /// <exception cref="IOException">A directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a directory is denied.</exception>
    public static HeldDirectory OpenDirectory(S3Address address, string? destination, string path)
    {
        var parent = Path.GetDirectoryName(path) ?? throw new IOException($"'{path}' is a directory.");
        return HeldDirectory.Create(
            destination ?? parent,
            parent,
            link => new DestinationException(
                DestinationFault.OutsideDestination,
                $"{address} was not received: '{link}' is a link, which can lead out of the destination."
            )
        );
    }
}
