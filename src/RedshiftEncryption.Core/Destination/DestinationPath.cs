using RedshiftEncryption.Codecs;
using RedshiftEncryption.Files;
using RedshiftEncryption.Storage;

namespace RedshiftEncryption.Destination;

/// <summary>The file that an object becomes, below a directory that no key can leave.</summary>
internal static class DestinationPath
{
    /// <summary>What of a key is kept below the destination: what follows the prefix up to its last slash.</summary>
    /// <exception cref="DestinationException">The key does not begin with the prefix.</exception>
    public static string Relative(S3Address address, string keyPrefix) =>
        address.Key.StartsWith(keyPrefix, StringComparison.Ordinal)
            ? address.Key.Substring(keyPrefix.LastIndexOf('/') + 1)
            : throw new DestinationException(
                DestinationFault.OutsideKeyPrefix,
                $"The key of {address} does not begin with the -KeyPrefix '{keyPrefix}' that is to be taken off. Give what it begins with, or no -KeyPrefix."
            );

    /// <summary>The last segment of a key.</summary>
    public static string Name(string key) => key.Substring(key.LastIndexOf('/') + 1);

    /// <summary>The path below a directory.</summary>
    /// <param name="address">The object, for messages.</param>
    /// <param name="directory">An absolute file system path.</param>
    /// <param name="relative">Segments with slashes between them.</param>
    /// <exception cref="DestinationException">They cannot all be names.</exception>
    public static string For(S3Address address, string directory, string relative)
    {
        var names = relative.Split('/');
        return Array.TrueForAll(names, FileNameRules.IsPossible)
            ? Path.Combine([directory, .. names])
            : throw new DestinationException(
                DestinationFault.UnsafeKey,
                $"The key of {address} cannot be the path of a file below a directory: it has an empty segment, '.', '..', or a name that the file system does not have. Receive it by itself, with -Key and a file as the -Destination."
            );
    }

    /// <summary>
    /// The path without the suffix of the compression that has been taken off the content, where it has it and a name is
    /// left.
    /// </summary>
    public static string Unpacked(string path, CopyCompression compression)
    {
        if (CompressionByName.Of(path) != compression)
            return path;
        var bare = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path));
        return FileNameRules.IsPossible(Path.GetFileNameWithoutExtension(path)) ? bare : path;
    }

    /// <summary>
    /// Opens a file's directory below the destination. What is not there is created, and a link among it is not followed:
    /// it leads elsewhere.
    /// </summary>
    /// <param name="address">The object, for messages.</param>
    /// <param name="destination">The directory that is not to be left; it may be a link itself. Null for the file's own.</param>
    /// <param name="path">The file's absolute path.</param>
    /// <exception cref="DestinationException">There is a link.</exception>
    /// <exception cref="IOException">A directory cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be created.</exception>
    public static HeldDirectory OpenDirectory(S3Address address, string? destination, string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        return HeldDirectory.Create(
            destination ?? parent,
            parent,
            link => new DestinationException(
                DestinationFault.OutsideDestination,
                $"{address} was not received: '{link}' is a link, which may lead out of the destination. Put a directory in its place, or receive into the directory that it leads to."
            )
        );
    }
}
