using RedshiftEncryption.Files;
using RedshiftEncryption.Keys;

namespace RedshiftEncryption.Binding;

/// <summary>Recognizes root key files among files to send.</summary>
internal static class KeyFileGuard
{
    /// <summary>
    /// Returns whether a file is the file of one of the root keys: by its path, by its identity under another name, or by
    /// its content.
    /// </summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="rootKeys">The root keys of the command.</param>
    /// <param name="fingerprint">The fingerprint of the root key that the file may contain; null if it has another form.</param>
    public static bool IsFileOf(string path, IEnumerable<RootKey> rootKeys, out string? fingerprint)
    {
        var found = RootKeyFile.FingerprintIn(path);
        fingerprint = found;
        return rootKeys.Any(key =>
            IsAt(key.Path, path) || (found is not null && string.Equals(found, key.Fingerprint, StringComparison.Ordinal))
        );
    }

    static bool IsAt(string? keyPath, string path) =>
        keyPath is not null
        && (FilePaths.Comparer.Equals(keyPath, path) || (FileIdentity.Of(keyPath) is { } identity && FileIdentity.Of(path) == identity));
}
