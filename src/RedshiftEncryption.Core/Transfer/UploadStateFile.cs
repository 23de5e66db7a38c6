using System.Security.Cryptography;
using System.Text;
using RedshiftEncryption.Files;
using RedshiftEncryption.Keys;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Represents the state file of one destination, which only its owner can read. While it is open, it is locked: the lock ends
/// with the process. Appending is thread-safe.
/// </summary>
internal sealed class UploadStateFile : IDisposable
{
    const string Extension = ".upload";

    /// <summary>The length of the name in bytes, before it is written in hexadecimal digits.</summary>
    const int NameLength = 16;

    /// <summary>How often another process may delete the file before it is locked.</summary>
    const int Attempts = 10;

    /// <summary>Far more than 10,000 parts need, in bytes.</summary>
    const int MaximumLength = 16 * 1024 * 1024;

#pragma warning disable MA0158 // .NET 8 and .NET Standard have no Lock.
    readonly object gate = new();
#pragma warning restore MA0158
    readonly S3Address address;
    readonly string directory;
    FileStream? stream;

    /// <param name="directory">The directory of the file, an absolute path. It is created when it is needed.</param>
    /// <param name="endpoint">The endpoint's URL; null for AWS.</param>
    /// <param name="address">The destination.</param>
    public UploadStateFile(string directory, string? endpoint, S3Address address)
    {
        this.directory = directory;
        this.address = address;
        Path = System.IO.Path.Combine(directory, NameOf(endpoint, address));
    }

    public string Path { get; }

    /// <summary>Gets the default directory, which belongs to the user; null if the user has no home directory.</summary>
    public static string? DefaultDirectory
    {
        get
        {
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            if (OperatingSystem.IsWindows())
                state = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            else if (string.IsNullOrEmpty(state) || !System.IO.Path.IsPathRooted(state))
                state = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
                    ? System.IO.Path.Combine(home, ".local", "state")
                    : "";
            return string.IsNullOrEmpty(state) ? null : System.IO.Path.Combine(state, "RedshiftEncryption", "uploads");
        }
    }

    /// <summary>Returns whether a file name is that of a state file.</summary>
    public static bool IsName(string name) =>
        name.Length == NameLength * 2 + Extension.Length
        && name.EndsWith(Extension, StringComparison.Ordinal)
        && name.Take(NameLength * 2).All(static character => character is (>= 'a' and <= 'f') or (>= '0' and <= '9'));

    /// <summary>Opens and locks an existing file.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="UploadStateException">The file is locked, or cannot be opened.</exception>
    public bool TryOpen()
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (!File.Exists(Path))
                return false;
            var opened = Run(Open);
            if (opened is null)
                continue;
            stream = opened;
            return true;
        }
        throw UploadStateException.InUse(address, Path);
    }

    /// <summary>Reads the open file, and removes a last line that was not written completely.</summary>
    /// <exception cref="FormatException">The file cannot be one that this user's run has written. The message continues a
    /// sentence.</exception>
    /// <exception cref="UploadStateException">The file cannot be read.</exception>
    public byte[] Read()
    {
        if (SpecialFile.KindOf(Path) is { } kind)
            throw new FormatException($"it is {kind}");
        if (KeyFileAccess.Find(stream!, Path) is { } exposure)
            throw new FormatException($"it {exposure.Finding}");
        return Run(() =>
        {
            if (stream!.Length > MaximumLength)
                throw new FormatException("it is too long");
            var content = new byte[stream.Length];
            stream.Position = 0;
            var filled = 0;
            while (filled < content.Length && stream.Read(content, filled, content.Length - filled) is > 0 and var read)
                filled += read;
            stream.SetLength(Array.LastIndexOf(content, (byte)'\n') + 1);
            return content;
        });
    }

    /// <summary>Creates and locks the file, with its first line.</summary>
    /// <exception cref="UploadStateException">Another process has created it in the meantime, or it cannot be written.</exception>
    public void Create(byte[] header)
    {
        Run(() =>
        {
            HeldDirectory.Create(directory, directory, static path => new IOException($"'{path}' is a link.")).Dispose();
            try
            {
                stream = OwnerOnlyFile.CreateNew(Path);
            }
            catch (IOException exception) when (File.Exists(Path))
            {
                throw UploadStateException.InUse(address, Path, exception);
            }
            if (!OperatingSystem.IsWindows() && UnixFiles.TryLock(stream.SafeFileHandle) == false)
                throw UploadStateException.InUse(address, Path);
            return true;
        });
        Append(header, isDurable: true);
    }

    /// <summary>Writes a line at the end of the file.</summary>
    /// <param name="line">The line with its line feed.</param>
    /// <param name="isDurable">Whether the line must survive a power failure.</param>
    /// <exception cref="UploadStateException">The line cannot be written, for example because the disk is full.</exception>
    public void Append(byte[] line, bool isDurable = false)
    {
        lock (gate)
        {
            Run(() =>
            {
                var open = stream ?? throw new ObjectDisposedException(Path);
                open.Seek(0, SeekOrigin.End);
                open.Write(line, 0, line.Length);
                open.Flush(isDurable);
                return true;
            });
        }
    }

    /// <summary>Deletes the open file and ends the lock.</summary>
    /// <exception cref="UploadStateException">The file cannot be deleted.</exception>
    public void Delete()
    {
        if (stream is null)
            return;
        Run(() =>
        {
            // Windows does not delete an open file. Elsewhere, the lock must be held until the file is gone.
            if (OperatingSystem.IsWindows())
                stream.Dispose();
            File.Delete(Path);
            stream.Dispose();
            stream = null;
            return true;
        });
    }

    public void Dispose() => stream?.Dispose();

    /// <returns>Null if another process has deleted or locked the file in the meantime, so that it must be looked for again.</returns>
    FileStream? Open()
    {
        FileStream opened;
        try
        {
            opened = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException exception) when (IsLocked(exception))
        {
            throw UploadStateException.InUse(address, Path, exception);
        }
        try
        {
            if (!OperatingSystem.IsWindows() && UnixFiles.TryLock(opened.SafeFileHandle) == false)
                throw UploadStateException.InUse(address, Path);
            if (!OperatingSystem.IsWindows() && FileIdentity.Of(opened) != FileIdentity.Of(Path))
            {
                opened.Dispose();
                return null;
            }
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    static bool IsLocked(IOException exception)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        return OperatingSystem.IsWindows() ? exception.HResult == SharingViolation : UnixFiles.IsLocked(exception);
    }

    /// <summary>Gets a name that two runs find: the key itself could be too long or contain characters that files cannot.</summary>
    static string NameOf(string? endpoint, S3Address address)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("\n", endpoint ?? "", address.BucketName, address.Key)));
        return Hexadecimal.Of(hash.Take(NameLength)) + Extension;
    }

    T Run<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw UploadStateException.Unusable(address, Path, exception);
        }
    }
}
