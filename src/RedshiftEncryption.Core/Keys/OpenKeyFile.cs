using RedshiftEncryption.Files;

namespace RedshiftEncryption.Keys;

/// <summary>Represents an open key file and its content, of which no copy remains after <see cref="Dispose"/>.</summary>
internal sealed class OpenKeyFile : IDisposable
{
    readonly string path;
    readonly FileStream file;
    readonly SecretBytes content;
    readonly int maximumLength;
    readonly int length;

    /// <summary>Opens and reads a file.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <param name="maximumLength">The largest size of such a file, in bytes; no more than one byte beyond it is read.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Reading the file is not permitted.</exception>
    public OpenKeyFile(string path, int maximumLength)
    {
        if (SpecialFile.KindOf(path) is { } kind)
            throw new IOException($"'{path}' is {kind}, not a key file.");
        this.path = path;
        this.maximumLength = maximumLength;
        // Unbuffered: the stream's buffer would keep the key.
        file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        content = new SecretBytes(maximumLength + 1);
        try
        {
            int read;
            while ((read = file.Read(content.Array, length, content.Length - length)) > 0)
                length += read;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets whether the file is larger than the maximum.</summary>
    public bool IsTooLarge => length > maximumLength;

    /// <summary>Gets the content, or its beginning if the file is too large.</summary>
    public ReadOnlySpan<byte> Content => content.Span.Slice(0, Math.Min(length, maximumLength));

    /// <inheritdoc cref="KeyFileAccess.Find"/>
    public KeyFileExposure? FindExposure() => KeyFileAccess.Find(file, path);

    public void Dispose()
    {
        content.Dispose();
        file.Dispose();
    }
}
