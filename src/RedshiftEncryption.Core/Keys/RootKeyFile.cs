namespace RedshiftEncryption;

/// <summary>Key files: read with a bounded size, created whole, owner-only and never over another file.</summary>
internal static class RootKeyFile
{
    /// <summary>A longer file is no key file; not more than this is ever read.</summary>
    const int MaximumLengthInBytes = 4096;

    /// <summary>Reads a key file.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="InvalidRootKeyException">The file is not a root key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RootKey Read(string path)
    {
        // Unbuffered: a buffer of the stream's own would keep the key.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        using var content = new SecretBytes(MaximumLengthInBytes + 1);
        var length = 0;
        int read;
        while ((read = file.Read(content.Array, length, content.Length - length)) > 0)
            length += read;
        if (length > MaximumLengthInBytes)
            throw new InvalidRootKeyException($"'{path}' has more than {MaximumLengthInBytes} bytes and is no key file. A root key is 32 bytes, raw or as base64 text.");
        return RootKeyText.Parse(content.Span.Slice(0, length), path);
    }

    /// <summary>Writes a new key file; it appears under its name whole or not at all.</summary>
    /// <param name="path">An absolute file system path at which nothing exists.</param>
    /// <param name="key">The key.</param>
    /// <param name="format">Its written form.</param>
    /// <returns>The same key with the path.</returns>
    /// <exception cref="IOException">Something exists at the path, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static RootKey WriteNew(string path, RootKey key, RootKeyFormat format)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.tmp");
        using var content = RootKeyText.Format(key, format);
        try
        {
            using (var file = OwnerOnlyFile.CreateNew(temporary))
            {
                file.Write(content.Array, 0, content.Length);
                file.Flush(flushToDisk: true);
            }
            // Does not replace: on Unix a hard link to the new name, then the old name's removal.
            File.Move(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        return new RootKey(SecretBytes.CopyOf(key.Secret.Span), path);
    }
}
