using RedshiftEncryption.Files;

namespace RedshiftEncryption.Keys;

/// <summary>
/// Reads and writes key files. Reads are limited in size; writes are atomic, owner-only, and never overwrite another
/// file.
/// </summary>
internal static class RootKeyFile
{
    /// <summary>The largest size of a key file; no more than this is read.</summary>
    const int MaximumLengthInBytes = 4096;

    /// <summary>The form of a file that contains only ciphertext.</summary>
    const string KmsEncrypted = "KmsEncrypted";

    /// <summary>Reads a key file whose key is not wrapped.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="purpose">The sizes that are accepted.</param>
    /// <exception cref="InvalidRootKeyException">The file is not a root key, or the key is wrapped.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the file is not permitted.</exception>
    public static RootKey Read(string path, RootKeyPurpose purpose = default) =>
        ReadAny(path, purpose).Key ?? throw new InvalidRootKeyException($"The root key in '{path}' is encrypted by AWS KMS.");

    /// <summary>Reads a key file.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="purpose">The sizes that are accepted.</param>
    /// <exception cref="InvalidRootKeyException">The file is not a root key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the file is not permitted.</exception>
    public static KeyFileContent ReadAny(string path, RootKeyPurpose purpose = default)
    {
        using var file = new OpenKeyFile(path, MaximumLengthInBytes);
        if (file.IsTooLarge)
            throw new InvalidRootKeyException(
                $"'{path}' is not a key file: it has more than {MaximumLengthInBytes} bytes. A root key is 32 bytes, "
                    + "raw or as base64 text."
            );
        // A wrapped key has no exposure: other readers see only ciphertext.
        if (WrappedRootKeyText.IsMeant(file.Content))
            return new KeyFileContent(Key: null, WrappedRootKeyText.Parse(file.Content, path));
        var key = RootKeyText.Parse(file.Content, path, purpose);
        key.Exposure = file.FindExposure();
        return new KeyFileContent(key, Wrapped: null);
    }

    /// <summary>
    /// Describes a key file without returning the key and without a request to KMS. A key that only reads is described too,
    /// if its size does not have to be specified.
    /// </summary>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="InvalidRootKeyException">The file is not a root key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the file is not permitted.</exception>
    public static KeyFileDescription Describe(string path) => Describe(path, RootKeyPurpose.Read());

    static KeyFileDescription Describe(string path, RootKeyPurpose purpose)
    {
        var content = ReadAny(path, purpose);
        if (content.Wrapped is { } wrapped)
            return new KeyFileDescription(wrapped.Fingerprint, KmsEncrypted, wrapped.KeyId, Exposure: null);
        using var key = content.Key!;
        return new KeyFileDescription(key.Fingerprint, key.Form!, KmsKeyId: null, key.Exposure);
    }

    /// <summary>
    /// Gets the fingerprint of the root key in a file; null if the file does not have the form of a key file or cannot
    /// be read. Only 256-bit keys are recognized: the base64 text of 16 bytes can also be a checksum.
    /// </summary>
    /// <param name="path">An absolute file system path.</param>
    public static string? FingerprintIn(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: >= RootKey.LengthInBytes and <= MaximumLengthInBytes })
            return null;
        try
        {
            return Describe(path, RootKeyPurpose.Write).Fingerprint;
        }
        catch (Exception exception) when (exception is InvalidRootKeyException or IOException or UnauthorizedAccessException)
        {
            // Not a readable key file; sending it reports what is wrong with it.
            return null;
        }
    }

    /// <summary>
    /// Writes a new key file atomically; fails if anything exists at the path. Of several concurrent writers, one
    /// succeeds, and no key is lost.
    /// </summary>
    /// <param name="path">An absolute file system path at which nothing exists.</param>
    /// <param name="key">The key.</param>
    /// <param name="format">The format of the file.</param>
    /// <returns>A copy of the key, with the path.</returns>
    /// <exception cref="IOException">The path already exists, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing to the directory is not permitted.</exception>
    public static RootKey WriteNew(string path, RootKey key, RootKeyFormat format)
    {
        using var content = RootKeyText.Format(key, format);
        return WriteNew(path, key, content.Array, format.ToString(), kmsKeyId: null);
    }

    /// <summary>Writes a new key file that contains only the key's ciphertext, in the same way.</summary>
    /// <param name="path">An absolute file system path at which nothing exists.</param>
    /// <param name="key">The key.</param>
    /// <param name="wrapped">The same key, encrypted.</param>
    /// <returns>A copy of the key, with the path.</returns>
    /// <exception cref="IOException">The path already exists, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing to the directory is not permitted.</exception>
    public static RootKey WriteNew(string path, RootKey key, WrappedRootKey wrapped) =>
        WriteNew(path, key, WrappedRootKeyText.Format(wrapped), KmsEncrypted, wrapped.KeyId);

    static RootKey WriteNew(string path, RootKey key, byte[] content, string form, string? kmsKeyId)
    {
        using (var file = AtomicFile.CreateOwnerOnly(path))
        {
            file.Write(content);
            // The file may become the only copy of a key that objects are encrypted under.
            if (!file.TryCommitNew())
                throw new IOException($"'{path}' already exists.");
            file.FlushDirectory();
        }
        return new RootKey(SecretBytes.CopyOf(key.Secret.Span), path, form, kmsKeyId);
    }
}
