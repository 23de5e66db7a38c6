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
    bool isClaimed;
    bool isCommitted;

    AtomicFile(string path, Func<string, FileStream> create)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a directory.");
        this.path = path;
        // Not the name with something added, which might be too long.
        temporaryPath = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.partial");
        stream = create(temporaryPath);
    }

    /// <summary>Whether the file system takes names that differ in case for the same one.</summary>
    public bool IgnoresCase => File.Exists(Path.Combine(Path.GetDirectoryName(temporaryPath)!, Path.GetFileName(temporaryPath).ToUpperInvariant()));

    /// <param name="path">An absolute file system path.</param>
    /// <param name="noClobber">Whether a file that is there must stay.</param>
    /// <exception cref="IOException">The file exists and must stay, or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static AtomicFile Create(string path, bool noClobber)
    {
        var file = new AtomicFile(path, static temporary => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, useAsync: true));
        try
        {
            if (noClobber)
                file.Claim();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A file that nobody but its owner can read, in its place and before.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static AtomicFile CreateOwnerOnly(string path) =>
        new(path, static temporary => OwnerOnlyFile.CreateNew(temporary, FileOptions.Asynchronous));

    /// <summary>
    /// Takes the place, unless something is there. .NET's move looks first and renames then, and two writers can both look:
    /// an empty file takes the place meanwhile.
    /// </summary>
    /// <exception cref="IOException">Something is there.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Claim()
    {
        new FileStream(path, FileMode.CreateNew, FileAccess.Write).Dispose();
        isClaimed = true;
    }

    /// <exception cref="IOException">The disk is full, or the file too long.</exception>
    public async Task WriteAsync(ArraySegment<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(content.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            // .NET's word for a file that is longer than the file system, or the process's limit, has it.
            throw new IOException($"The file system takes no file as long as '{path}' would be.", exception);
        }
    }

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
