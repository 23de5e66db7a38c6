namespace RedshiftEncryption;

/// <summary>
/// A file that takes its place with all its content or not at all: it is written beside it under another name and then
/// moved there.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    readonly string path;
    readonly string temporaryPath;
    readonly FileStream stream;
    readonly bool isClaimed;
    bool isCommitted;

    AtomicFile(string path, bool isClaimed)
    {
        this.path = path;
        this.isClaimed = isClaimed;
        temporaryPath = $"{path}.{System.IO.Path.GetRandomFileName()}";
        stream = new FileStream(temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, useAsync: true);
    }

    /// <param name="path">An absolute file system path.</param>
    /// <param name="noClobber">Whether a file that is there must stay.</param>
    /// <exception cref="IOException">The file exists and must stay, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static AtomicFile Create(string path, bool noClobber)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a directory.");
        // .NET's move looks first and renames then, and two writers can both look: an empty file takes the place meanwhile.
        if (noClobber)
            new FileStream(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        try
        {
            return new AtomicFile(path, noClobber);
        }
        catch when (noClobber)
        {
            File.Delete(path);
            throw;
        }
    }

    public Task WriteAsync(ArraySegment<byte> content, CancellationToken cancellationToken) =>
        stream.WriteAsync(content.Array!, content.Offset, content.Count, cancellationToken);

    /// <summary>Moves the file to its place.</summary>
    /// <exception cref="IOException">It cannot be moved there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be moved there.</exception>
    public void Commit()
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        File.Move(temporaryPath, path, overwrite: true);
        isCommitted = true;
    }

    public void Dispose()
    {
        stream.Dispose();
        if (isCommitted)
            return;
        File.Delete(temporaryPath);
        if (isClaimed)
            File.Delete(path);
    }
}
