namespace RedshiftEncryption.Files;

/// <summary>
/// Replaces a file as Windows permits it: it refuses to replace a read-only file and one that another program has open, in
/// messages that do not name the file.
/// </summary>
internal static class FileReplacement
{
    /// <summary>From winerror.h, as an HResult value: another program has the file open.</summary>
    const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Moves a new file to the path of an existing one.</summary>
    /// <param name="move">Moves the file, or throws the exception of the system.</param>
    /// <param name="path">The path of the file that is replaced.</param>
    /// <param name="includesReadOnly">Whether a read-only file is replaced too, as -Force does everywhere in PowerShell.</param>
    /// <exception cref="IOException">Another program has the file open.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only, or may not be replaced.</exception>
    public static void Run(Action move, string path, bool includesReadOnly)
    {
        try
        {
            move();
        }
        catch (IOException exception) when (exception.HResult == SharingViolation)
        {
            throw new IOException($"'{path}' was not overwritten, because another program has it open.", exception);
        }
        catch (UnauthorizedAccessException exception) when (File.Exists(path))
        {
            if (!File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
                throw new UnauthorizedAccessException(
                    $"'{path}' was not overwritten: another program has it open, or you have no permission to delete it.",
                    exception
                );
            if (!includesReadOnly)
                throw new UnauthorizedAccessException($"'{path}' is read-only and was not overwritten.", exception);
            ReplaceReadOnly(move, path);
        }
    }

    static void ReplaceReadOnly(Action move, string path)
    {
        var attributes = File.GetAttributes(path);
        File.SetAttributes(path, attributes & ~FileAttributes.ReadOnly);
        try
        {
            Run(move, path, includesReadOnly: false);
        }
        catch
        {
            File.SetAttributes(path, attributes);
            throw;
        }
    }
}
