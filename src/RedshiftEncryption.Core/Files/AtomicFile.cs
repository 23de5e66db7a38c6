using System.Text;

namespace RedshiftEncryption.Files;

/// <summary>
/// Writes a file atomically: it is written next to its destination under a temporary name, flushed to the disk, and
/// then renamed in one step. A process that is killed leaves the destination unchanged and a partial file, which the
/// next run deletes.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    /// <summary>How often another process may delete the new file before it is locked.</summary>
    const int Attempts = 10;

    /// <summary>The longest file name, in bytes of UTF-8, or in UTF-16 characters on Windows: that of all common file systems.</summary>
    const int MaximumNameLength = 255;

    /// <summary>Windows moves an open file only if the process that has it open permits that.</summary>
    public static readonly FileShare Sharing = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

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
            throw IsADirectory(path);
        // A rename would replace a device or a pipe by a file.
        SpecialFile.Refuse(path);
        // The temporary name is short: without this, the whole content is written before the rename fails.
        if (LengthOf(Path.GetFileName(path)) > MaximumNameLength)
            throw new PathTooLongException($"The file name of '{path}' is longer than the {MaximumNameLength} that file systems allow.");
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
                throw new IOException($"'{path}' cannot be written: other processes repeatedly deleted its partial file.");
        }
    }

    /// <summary>Gets whether the file system ignores the case of file names.</summary>
    public bool IgnoresCase => File.Exists(directory.PathOf(Path.GetFileName(temporaryPath).ToUpperInvariant()));

    /// <summary>Gets or sets the last write time of the finished file in UTC; null for when it was written.</summary>
    public DateTime? LastWriteTimeUtc { get; set; }

    /// <summary>Gets the space that this user has left on the disk, in bytes; null if it is not known.</summary>
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
                // A Windows share is not a drive.
                return null;
            }
        }
    }

    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing the file is not permitted.</exception>
    public static AtomicFile Create(string path) =>
        Create(
            path,
            static temporary => new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, Sharing, bufferSize: 1, useAsync: true)
        );

    /// <summary>Creates a file that only its owner can read, under its temporary and its final name.</summary>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing the file is not permitted.</exception>
    public static AtomicFile CreateOwnerOnly(string path) => Create(path, CreateOwnerOnlyStream);

    /// <param name="directory">The directory of the file; this object takes ownership of it.</param>
    /// <param name="path">An absolute file system path.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Writing the file is not permitted.</exception>
    public static AtomicFile CreateOwnerOnly(HeldDirectory directory, string path) => Create(directory, path, CreateOwnerOnlyStream);

    /// <exception cref="IOException">The disk is full, or the file is too long.</exception>
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

    /// <summary>Writes synchronously and without a buffer, which would keep a key.</summary>
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

    /// <summary>
    /// Flushes the directory, so that the file's name also survives a power failure, if the file system supports it.
    /// </summary>
    public void FlushDirectory()
    {
        if (!OperatingSystem.IsWindows())
            UnixFiles.FlushDirectory(directory.Reached);
    }

    /// <summary>Moves the file to its destination, and overwrites an existing file.</summary>
    /// <param name="includesReadOnly">Whether a read-only file is overwritten on Windows. Elsewhere it always is.</param>
    /// <exception cref="IOException">The file cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">Moving the file is not permitted.</exception>
    public void Commit(bool includesReadOnly = false) =>
        Commit(() =>
        {
            if (OperatingSystem.IsWindows())
                FileReplacement.Run(Move, finalPath, includesReadOnly);
            else
                Move();
            return true;
        });

    /// <summary>Moves the file to its destination, unless something exists there.</summary>
    /// <returns>False if a file exists there; it is not changed.</returns>
    /// <exception cref="IOException">The file cannot be moved, or a directory exists there.</exception>
    /// <exception cref="UnauthorizedAccessException">Moving the file is not permitted.</exception>
    public bool TryCommitNew()
    {
        if (Commit(MoveNew))
            return true;
        return Directory.Exists(finalPath) ? throw IsADirectory(path) : false;
    }

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
                // The original error matters more; the next run deletes the file.
            }
        }
        directory.Dispose();
    }

    static FileStream CreateOwnerOnlyStream(string temporary) => OwnerOnlyFile.CreateNew(temporary, FileOptions.Asynchronous);

    static AtomicFile Create(string path, Func<string, FileStream> create)
    {
        var held = HeldDirectory.Open(Path.GetDirectoryName(path) ?? throw IsADirectory(path));
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
            if (LastWriteTimeUtc is { } time)
                SetLastWriteTime(time);
            // Open, and on Unix locked, until the file has its final name: others delete partial files that are not.
            isCommitted = move();
            stream.Dispose();
            return isCommitted;
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            throw Named(exception);
        }
    }

    void SetLastWriteTime(DateTime time)
    {
        try
        {
            // By the same handle: Windows would set the time of the last write when it is closed.
            if (OperatingSystem.IsWindows())
                WindowsFiles.SetLastWriteTime(stream.SafeFileHandle, time);
            else
                File.SetLastWriteTimeUtc(temporaryPath, time);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new IOException($"The file system of '{path}' does not support the last write time {time:u}.", exception);
        }
    }

    void Move() => File.Move(temporaryPath, finalPath, overwrite: true);

    bool MoveNew()
    {
        if (!OperatingSystem.IsWindows())
            return UnixFiles.TryMoveNew(temporaryPath, finalPath) ?? MoveByPlaceholder();
        try
        {
            // Atomic on Windows. On Unix, .NET checks first and renames afterwards, and two writers can both pass the check.
            File.Move(temporaryPath, finalPath);
            return true;
        }
        catch (IOException) when (File.Exists(finalPath))
        {
            return false;
        }
    }

    /// <summary>
    /// The fallback for file systems without an atomic step: reserves the name with an empty file, which remains if the
    /// process is killed in between.
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
            Move();
            return true;
        }
        catch
        {
            File.Delete(finalPath);
            throw;
        }
    }

    /// <summary>
    /// Returns whether the new file exists and is locked. Before it was locked, another process may have deleted it as
    /// abandoned.
    /// </summary>
    bool IsOurs()
    {
        if (!OperatingSystem.IsWindows() && UnixFiles.TryLock(stream.SafeFileHandle) == false)
            return false;
        return File.Exists(temporaryPath);
    }

    static bool IsLocked(Exception exception) =>
        !OperatingSystem.IsWindows() && exception is IOException failure && UnixFiles.IsLocked(failure);

    static int LengthOf(string name) => OperatingSystem.IsWindows() ? name.Length : Encoding.UTF8.GetByteCount(name);

    static IOException IsADirectory(string path) => new($"'{path}' is a directory.");

    static bool IsOfFile(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Converts a failure to one that contains the file's final name instead of its temporary name.</summary>
    Exception Named(Exception exception)
    {
        var message = exception.Message.Replace(temporaryPath, path).Replace(finalPath, path);
        return exception switch
        {
            // .NET throws this if the file exceeds the limit of the file system or the process.
            ArgumentOutOfRangeException => new IOException($"'{path}' would be too large for the file system.", exception),
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
