using RedshiftEncryption.Files;

namespace RedshiftEncryption.Keys;

/// <summary>Recognizes key files among files that are sent or overwritten.</summary>
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

    /// <summary>Throws if a file must not be overwritten: it may be the only copy of a key.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="rootKeys">The root keys of the command.</param>
    /// <param name="privateKeys">The RSA keys of the command.</param>
    /// <exception cref="IOException">The file is that of one of the keys.</exception>
    public static void ThrowIfFileOf(string path, IEnumerable<RootKey> rootKeys, IEnumerable<RsaPrivateKey> privateKeys)
    {
        if (IsFileOf(path, rootKeys, out _) || privateKeys.Any(key => IsAt(key.Path, path)))
            throw NotOverwritten(path);
    }

    /// <summary>Throws if a file has the form of a root key file.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file has the form.</exception>
    public static void ThrowIfKeyFile(string path)
    {
        if (RootKeyFile.FingerprintIn(path) is not null)
            throw NotOverwritten(path);
    }

    static IOException NotOverwritten(string path) =>
        new($"'{path}' is a key file, which is never overwritten: it may be the only copy of a key.");

    static bool IsAt(string? keyPath, string path) =>
        keyPath is not null
        && (FilePaths.Comparer.Equals(keyPath, path) || (FileIdentity.Of(keyPath) is { } identity && FileIdentity.Of(path) == identity));
}
