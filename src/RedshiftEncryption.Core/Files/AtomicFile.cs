namespace RedshiftEncryption.Files;

/// <summary>
/// A file that takes its place with all its content or not at all: it is written beside it under another name, flushed to the
/// disk and then renamed in one step. A process that is killed leaves nothing in its place, and a partial file that the next
/// one deletes.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    /// <summary>How often another process may find the new file before it is locked.</summary>
    const int Attempts = 10;

    readonly HeldDirectory directory;
    readonly string path;
    readonly string finalPath;
    readonly string temporaryPath;
    readonly FileStream stream;
    bool isCommitted;

    AtomicFile(HeldDirectory directory, string path, Func<string, FileStream> create)
    {
        this.directory = directory;
        this.path = path;
        finalPath = directory.PathOf(Path.GetFileName(path));
        if (Directory.Exists(finalPath))
            throw new IOException($"'{path}' is a directory.");
        for (var attempt = 1; ; attempt++)
        {
            temporaryPath = directory.PathOf(PartialFiles.NewName());
            try
            {
                stream = create(temporaryPath);
            }
            catch (Exception exception) when (IsOfFile(exception))
            {
                if (attempt < Attempts && IsLocked(exception))
                    continue;
                throw Named(exception);
            }
            if (IsOurs())
                return;
            stream.Dispose();
            if (attempt == Attempts)
                throw new IOException($"'{path}' cannot be written: other processes delete its partial files.");
        }
    }

    /// <summary>Whether the file system takes names that differ in case for the same one.</summary>
    public bool IgnoresCase => File.Exists(directory.PathOf(Path.GetFileName(temporaryPath).ToUpperInvariant()));

    /// <summary>What its disk has left for this user, in bytes; null where that is not known.</summary>
    public long? AvailableSpace
    {
        get
        {
            try
            {
                return new DriveInfo(directory.Reached).AvailableFreeSpace;
            }
            catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
            {
                // A share of Windows is no drive.
                return null;
            }
        }
    }

    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static AtomicFile Create(string path) =>
        Create(
            path,
            static temporary => new FileStream(
                temporary,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 1,
                useAsync: true
            )
        );

    /// <summary>A file that nobody but its owner can read, in its place and before.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static AtomicFile CreateOwnerOnly(string path) => Create(path, CreateOwnerOnlyStream);

    /// <param name="directory">The file's; it becomes this object's own.</param>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static AtomicFile CreateOwnerOnly(HeldDirectory directory, string path) => Create(directory, path, CreateOwnerOnlyStream);

    /// <exception cref="IOException">The disk is full, or the file too long.</exception>
    public async Task WriteAsync(ArraySegment<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(content.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            throw Named(exception);
        }
    }

    /// <summary>Writes without a task and without a buffer of its own, which would keep a key.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(byte[] content)
    {
        try
        {
            stream.Write(content, 0, content.Length);
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            throw Named(exception);
        }
    }

#if NET
    /// <summary>Has the file's name, too, outlive a power failure, where the file system can.</summary>
    public void FlushDirectory()
    {
        if (!OperatingSystem.IsWindows())
            UnixFiles.FlushDirectory(directory.Reached);
    }
#endif

    /// <summary>Moves the file to its place, and replaces what is there.</summary>
    /// <exception cref="IOException">It cannot be moved there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be moved there.</exception>
    public void Commit() =>
        Commit(() =>
        {
            File.Move(temporaryPath, finalPath, overwrite: true);
            return true;
        });

    /// <summary>Moves the file to its place, unless something is there.</summary>
    /// <returns>False where something is there: it stays.</returns>
    /// <exception cref="IOException">It cannot be moved there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be moved there.</exception>
    public bool TryCommitNew() => Commit(MoveNew);

    public void Dispose()
    {
        stream.Dispose();
        if (!isCommitted)
        {
            try
            {
                File.Delete(temporaryPath);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What led here is what is told; the next run deletes the file.
            }
        }
        directory.Dispose();
    }

    static FileStream CreateOwnerOnlyStream(string temporary) => OwnerOnlyFile.CreateNew(temporary, FileOptions.Asynchronous);

    static AtomicFile Create(string path, Func<string, FileStream> create)
    {
        var held = HeldDirectory.Open(Path.GetDirectoryName(path)!);
        new PartialFiles().DeleteAbandoned(held);
        return Create(held, path, create);
    }

    static AtomicFile Create(HeldDirectory directory, string path, Func<string, FileStream> create)
    {
        try
        {
            return new AtomicFile(directory, path, create);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    bool Commit(Func<bool> move)
    {
        try
        {
            stream.Flush(flushToDisk: true);
            // Windows moves no file that is open. Elsewhere the lock must hold until the file has another name.
            if (OperatingSystem.IsWindows())
                stream.Dispose();
            isCommitted = move();
            stream.Dispose();
            return isCommitted;
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            throw Named(exception);
        }
    }

    bool MoveNew()
    {
#if NET
        if (!OperatingSystem.IsWindows())
            return UnixFiles.TryMoveNew(temporaryPath, finalPath) ?? MoveByPlaceholder();
#else
        if (!OperatingSystem.IsWindows())
            return MoveByPlaceholder();
#endif
        try
        {
            // One step of Windows. On Unix .NET looks first and renames then, and two writers can both look.
            File.Move(temporaryPath, finalPath);
            return true;
        }
        catch (IOException) when (File.Exists(finalPath))
        {
            return false;
        }
    }

    /// <summary>
    /// Where the file system has no better step: an empty file takes the place first, and stays where the process is killed
    /// meanwhile.
    /// </summary>
    bool MoveByPlaceholder()
    {
        try
        {
            new FileStream(finalPath, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (IOException) when (File.Exists(finalPath))
        {
            return false;
        }
        try
        {
            File.Move(temporaryPath, finalPath, overwrite: true);
            return true;
        }
        catch
        {
            File.Delete(finalPath);
            throw;
        }
    }

    /// <summary>
    /// Whether the new file is there and locked. Another process may have taken it for an abandoned one before it was
    /// locked.
    /// </summary>
    bool IsOurs()
    {
#if NET
        if (!OperatingSystem.IsWindows() && UnixFiles.TryLock(stream.SafeFileHandle) == false)
            return false;
#endif
        return File.Exists(temporaryPath);
    }

#if NET
    static bool IsLocked(Exception exception) =>
        !OperatingSystem.IsWindows() && exception is IOException failure && UnixFiles.IsLocked(failure);
#else
    static bool IsLocked(Exception exception) => false;
#endif

    static bool IsOfFile(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>The same failure, told of the file and not of the name that it has meanwhile.</summary>
    Exception Named(Exception exception)
    {
        var message = exception.Message.Replace(temporaryPath, path).Replace(finalPath, path);
        return exception switch
        {
            // .NET's word for a file that is longer than the file system, or the process's limit, has it.
            ArgumentOutOfRangeException => new IOException($"The file system takes no file as long as '{path}' would be.", exception),
            UnauthorizedAccessException => new UnauthorizedAccessException(message, exception),
            DirectoryNotFoundException => new DirectoryNotFoundException(message, exception),
#if NET
            _ => new IOException(message, exception) { HResult = exception.HResult },
#else
            _ => new IOException(message, exception.HResult),
#endif
        };
    }
}
