using RedshiftEncryption.Files;

namespace RedshiftEncryption.Keys;

/// <summary>Key files: read with a bounded size, created owner-only, whole, and never over another file.</summary>
internal static class RootKeyFile
{
    /// <summary>A longer file is no key file; not more than this is ever read.</summary>
    const int MaximumLengthInBytes = 4096;

    /// <summary>The form of a file that holds ciphertext alone.</summary>
    const string KmsEncrypted = "KmsEncrypted";

    /// <summary>Reads a key file.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="unwrap">Has a wrapped key decrypted; where it is null, one is no root key.</param>
    /// <exception cref="InvalidRootKeyException">The file is not a root key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RootKey Read(string path, Func<WrappedRootKey, RootKey>? unwrap = null)
    {
        if (SpecialFile.KindOf(path) is { } kind)
            throw new IOException($"'{path}' is {kind}, not a key file.");
        // Unbuffered: a buffer of the stream's own would keep the key.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        using var content = new SecretBytes(MaximumLengthInBytes + 1);
        var length = 0;
        int read;
        while ((read = file.Read(content.Array, length, content.Length - length)) > 0)
            length += read;
        if (length > MaximumLengthInBytes)
            throw new InvalidRootKeyException(
                $"'{path}' has more than {MaximumLengthInBytes} bytes and is no key file. A root key is 32 bytes, raw or as base64 text."
            );
        if (WrappedRootKeyText.IsMeant(content.Span.Slice(0, length)))
        {
            var wrapped = WrappedRootKeyText.Parse(content.Span.Slice(0, length), path);
            // Whoever else can read the file has ciphertext.
            return unwrap is null
                ? throw new InvalidRootKeyException($"The root key in '{path}' is encrypted by AWS KMS.")
                : unwrap(wrapped);
        }
        var key = RootKeyText.Parse(content.Span.Slice(0, length), path);
        key.Exposure = KeyFileAccess.Find(file, path);
        return key;
    }

    /// <summary>What a key file holds, without the key; KMS is not asked.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="InvalidRootKeyException">The file is not a root key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static KeyFileDescription Describe(string path)
    {
        KeyFileDescription? wrapped = null;
        using var key = Read(
            path,
            found =>
            {
                wrapped = new KeyFileDescription(found.Fingerprint, KmsEncrypted, found.KeyId, Exposure: null);
                // Read gives a key; this one is of no use, and zeroed.
                return RootKey.Create();
            }
        );
        return wrapped ?? new KeyFileDescription(key.Fingerprint, key.Form!, KmsKeyId: null, key.Exposure);
    }

    /// <summary>The fingerprint of the root key that a file holds; null where it has the form of no key file, or cannot be read.</summary>
    /// <param name="path">An absolute file system path.</param>
    public static string? FingerprintIn(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: >= RootKey.LengthInBytes and <= MaximumLengthInBytes })
            return null;
        try
        {
            return Describe(path).Fingerprint;
        }
        catch (Exception exception) when (exception is InvalidRootKeyException or IOException or UnauthorizedAccessException)
        {
            // Not a key file; sending it says what is wrong with it.
            return null;
        }
    }

    /// <summary>
    /// Writes a new key file. It takes its place whole, in one step that fails where anything exists: of several writers
    /// one wins, and no key is lost.
    /// </summary>
    /// <param name="path">An absolute file system path at which nothing exists.</param>
    /// <param name="key">The key.</param>
    /// <param name="format">Its written form.</param>
    /// <returns>The same key with the path.</returns>
    /// <exception cref="IOException">Something exists at the path, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static RootKey WriteNew(string path, RootKey key, RootKeyFormat format)
    {
        using var content = RootKeyText.Format(key, format);
        return WriteNew(path, key, content.Array, format.ToString(), kmsKeyId: null);
    }

    /// <summary>Writes a new key file that holds the key's ciphertext alone, likewise.</summary>
    /// <param name="path">An absolute file system path at which nothing exists.</param>
    /// <param name="key">The key.</param>
    /// <param name="wrapped">The same key, encrypted.</param>
    /// <returns>The same key with the path.</returns>
    /// <exception cref="IOException">Something exists at the path, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static RootKey WriteNew(string path, RootKey key, WrappedRootKey wrapped) =>
        WriteNew(path, key, WrappedRootKeyText.Format(wrapped), KmsEncrypted, wrapped.KeyId);

    static RootKey WriteNew(string path, RootKey key, byte[] content, string form, string? kmsKeyId)
    {
        using (var file = AtomicFile.CreateOwnerOnly(path))
        {
            file.Write(content);
            // It may be the only copy of a key that objects are encrypted under from now on.
            if (!file.TryCommitNew())
                throw new IOException($"'{path}' exists.");
#if NET
            file.FlushDirectory();
#endif
        }
        return new RootKey(SecretBytes.CopyOf(key.Secret.Span), path, form, kmsKeyId);
    }
}
