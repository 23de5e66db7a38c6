using RedshiftEncryption.Codecs;
using RedshiftEncryption.Files;

namespace RedshiftEncryption.Operations;

/// <summary>Finds the file of an object by its key, where <see cref="DirectoryPairing"/> finds the object of a file.</summary>
/// <param name="directory">The directory that was sent, an absolute path.</param>
/// <param name="keyPrefix">The prefix with which it was sent, with a slash at its end; empty for none.</param>
internal sealed class SourceLookup(string directory, string keyPrefix)
{
    /// <summary>The directory that was reachable last: keys of one directory follow each other.</summary>
    string? reachable;

    /// <summary>Finds the file that an object was made from.</summary>
    /// <param name="key">A key that begins with the prefix.</param>
    /// <returns>The file; null if there is none, for a key that would lead out of the directory, and behind a link.</returns>
    public SourceMatch? Find(string key)
    {
        var relative = key.Substring(keyPrefix.Length);
        if (Find(relative, compression: null) is { } same)
            return same;
        var compression = CompressionByName.Of(relative);
        var suffix = CompressionByName.SuffixOf(compression);
        var bare =
            FileFormat.Of(compression) is { HasCodec: true } && relative.EndsWith(suffix, StringComparison.Ordinal)
                ? relative.Substring(0, relative.Length - suffix.Length)
                : null;
        if (bare is not null && Find(bare, compression) is { } uncompressed)
            return uncompressed;
        return
            new[] { relative, bare }
                .OfType<string>()
                .SelectMany(DestinationKey.Unnumbered)
                .Select(name => Find(name, compression: null))
                .FirstOrDefault(static whole => whole is not null)
                is { } split
            ? split with
            {
                IsSplit = true,
            }
            : null;
    }

    SourceMatch? Find(string name, CopyCompression? compression)
    {
        var segments = name.Split('/');
        if (!Array.TrueForAll(segments, FileNameRules.IsPossible))
            return null;
        var path = Path.Combine([directory, .. segments]);
        return File.Exists(path) && IsReachable(Path.GetDirectoryName(path)!) ? new SourceMatch(path, name, compression) : null;
    }

    /// <summary>Returns whether no directory on the way is a link: it could lead out, and is not followed to send files either.</summary>
    bool IsReachable(string parent)
    {
        if (string.Equals(parent, reachable, StringComparison.Ordinal))
            return true;
        if (HeldDirectory.FindLink(directory, parent) is not null)
            return false;
        reachable = parent;
        return true;
    }
}
