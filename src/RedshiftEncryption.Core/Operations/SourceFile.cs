#if NET
using System.Runtime.CompilerServices;
#endif

namespace RedshiftEncryption;

/// <summary>A file that must stay as it is while it is read, range by range and side by side.</summary>
internal sealed class SourceFile : IDisposable
{
#if !NET
    readonly SemaphoreSlim turn = new(1);
#endif

    readonly FileStream stream;

    SourceFile(string path, FileStream stream, DateTime lastWriteTimeUtc)
    {
        Path = path;
        this.stream = stream;
        State = new SourceState(stream.Length, lastWriteTimeUtc);
    }

    public string Path { get; }

    /// <summary>When it was opened.</summary>
    public SourceState State { get; }

    /// <summary>In bytes, when it was opened.</summary>
    public long Length => State.Length;

    /// <exception cref="IOException">The file cannot be opened, or is none that has a length.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static async ValueTask<SourceFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 })
            return Open(path);
        // A pipe looks like an empty file. Opening it for reading waits for a writer, who may never come.
        if (IsPipe(path))
            throw NoLength(path);
        // One that may not be written to was not recognised; at least a cancellation must not wait with it.
        var opening = Task.Run(() => Open(path), CancellationToken.None);
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(true), cancelled))
        {
            if (await Task.WhenAny(opening, cancelled.Task).ConfigureAwait(false) == opening)
                return await opening.ConfigureAwait(false);
        }
        _ = opening.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        throw new OperationCanceledException(cancellationToken);
    }

    static SourceFile Open(string path)
    {
        var lastWriteTimeUtc = File.GetLastWriteTimeUtc(path);
        // Unbuffered: every read goes straight into its buffer.
        var opened = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        if (opened.CanSeek)
            return new SourceFile(path, opened, lastWriteTimeUtc);
        opened.Dispose();
        throw NoLength(path);
    }

    /// <summary>Opened for writing too, a pipe is there at once.</summary>
    static bool IsPipe(string path)
    {
        if (OperatingSystem.IsWindows())
            return false;
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            return !probe.CanSeek;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It cannot be told this way; opening it for reading says what is wrong.
            return false;
        }
    }

    static IOException NoLength(string path) => new($"'{path}' is a pipe or device without a length; only files can be sent.");

    /// <summary>Reads at a position until the buffer is full or the file ends; may be called side by side.</summary>
    /// <returns>How many bytes were read.</returns>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
#if NET
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await RandomAccess.ReadAsync(stream.SafeFileHandle, buffer.Slice(filled), position + filled, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            filled += read;
        }
        return filled;
#else
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            stream.Position = position;
            return await StreamReading.FillAsync(stream, buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
#endif
    }

    /// <summary>Whether the file at the path is no longer what was opened.</summary>
    public bool HasChanged() => new SourceState(stream.Length, File.GetLastWriteTimeUtc(Path)) != State;

    /// <exception cref="SourceChangedException">The file is no longer what was opened.</exception>
    public void ThrowIfChanged()
    {
        if (HasChanged())
            throw SourceChangedException.Rewritten(Path);
    }

    public void Dispose()
    {
        stream.Dispose();
#if !NET
        turn.Dispose();
#endif
    }
}
