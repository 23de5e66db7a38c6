namespace RedshiftEncryption.Files;

/// <summary>Deletes files whose writers hold a lock on them, once the writer has ended.</summary>
internal static class AbandonedFile
{
    /// <summary>Deletes a file unless a process is writing it.</summary>
    /// <returns>False if the file is being written, or cannot be deleted.</returns>
    public static bool TryDelete(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                return TryDeleteUnlocked(path);
            DeleteClosed(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file is being written, or belongs to another user.
            return false;
        }
    }

    /// <summary>
    /// Deletes the file unless anything has it open. Windows also deletes an open file if its writer lets others rename it.
    /// </summary>
    static void DeleteClosed(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();

#if NET
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    static bool TryDeleteUnlocked(string path)
    {
        // A shared lock, which fails while a writer holds its lock. If the file is renamed to its destination now, others
        // can still read it.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        // Under the lock: a writer that gets it afterwards notices that its new file is gone. Without locks, nothing is deleted.
        if (UnixFiles.TryLock(file.SafeFileHandle, isShared: true) != true)
            return false;
        File.Delete(path);
        return true;
    }
#else
    /// <summary>Without locks, it is not known whether the file is being written.</summary>
    static bool TryDeleteUnlocked(string _) => false;
#endif
}
