namespace RedshiftEncryption;

/// <summary>A file that is read once, from front to back, and must stay as it is meanwhile.</summary>
internal sealed class SourceFile : IDisposable
{
    SourceFile(string path, FileStream stream, DateTime lastWriteTimeUtc)
    {
        Path = path;
        Stream = stream;
        Length = stream.Length;
        LastWriteTimeUtc = lastWriteTimeUtc;
    }

    public string Path { get; }

    public Stream Stream { get; }

    /// <summary>In bytes, when it was opened.</summary>
    public long Length { get; }

    /// <summary>Before it was opened.</summary>
    public DateTime LastWriteTimeUtc { get; }

    /// <exception cref="IOException">The file cannot be opened, or is none that has a length.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SourceFile Open(string path)
    {
        var lastWriteTimeUtc = File.GetLastWriteTimeUtc(path);
        // Unbuffered: every read goes straight into a part.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (stream.CanSeek)
            return new SourceFile(path, stream, lastWriteTimeUtc);
        stream.Dispose();
        throw new IOException($"'{path}' is a pipe or device without a length; only files can be sent.");
    }

    /// <summary>Whether the file at the path is no longer what was opened.</summary>
    public bool HasChanged() => Stream.Length != Length || File.GetLastWriteTimeUtc(Path) != LastWriteTimeUtc;

    /// <exception cref="SourceChangedException">The file is no longer what was opened.</exception>
    public void ThrowIfChanged()
    {
        if (HasChanged())
            throw SourceChangedException.Rewritten(Path);
    }

    public void Dispose() => Stream.Dispose();
}
