using RedshiftEncryption.Files;
#if NET
using System.Runtime.CompilerServices;
#endif

#if !NET
using RedshiftEncryption.Streams;
#endif

namespace RedshiftEncryption.Source;

/// <summary>Reads ranges of a file concurrently and detects changes to the file meanwhile.</summary>
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

    /// <summary>Gets the state of the file when it was opened.</summary>
    public SourceState State { get; }

    /// <summary>Gets the length in bytes when the file was opened.</summary>
    public long Length => State.Length;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">The file cannot be opened, or does not have a length (<see
    /// cref="UnsupportedSourceException"/>).</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static async ValueTask<SourceFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (SpecialFile.KindOf(path) is { } kind)
            throw UnsupportedSourceException.Special(path, kind);
        var file = await OpenAnyAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            await file.ProbeAsync(cancellationToken).ConfigureAwait(false);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    static async ValueTask<SourceFile> OpenAnyAsync(string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 })
            return Open(path);
        // A pipe that was not recognized looks like an empty file, and opening it waits for a writer. Cancellation must not
        // wait for that.
        var opening = Task.Run(() => Open(path), CancellationToken.None);
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(true), canceled))
        {
            if (await Task.WhenAny(opening, canceled.Task).ConfigureAwait(false) == opening)
                return await opening.ConfigureAwait(false);
        }
        _ = opening.ContinueWith(
            static late => late.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default
        );
        throw new OperationCanceledException(cancellationToken);
    }

    static SourceFile Open(string path)
    {
        var lastWriteTimeUtc = File.GetLastWriteTimeUtc(path);
        // Unbuffered: every read goes directly into its buffer.
        var opened = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 1,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );
        if (opened.CanSeek)
            return new SourceFile(path, opened, lastWriteTimeUtc);
        opened.Dispose();
        throw UnsupportedSourceException.Special(path, "a pipe or device");
    }

    /// <summary>
    /// Detects files that contain more than their reported length, which would be truncated. Files in /proc report 0, and
    /// files on some network file systems report an outdated length.
    /// </summary>
    async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        if (await ReadAtAsync(Length, new byte[1], cancellationToken).ConfigureAwait(false) == 0)
            return;
        throw stream.Length > Length ? SourceChangedException.Grew(Path, Length) : UnsupportedSourceException.WithoutLength(Path, Length);
    }

    /// <summary>Reads at a position until the buffer is full or the file ends. Can be called concurrently.</summary>
    /// <returns>The number of bytes that were read.</returns>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
#if NET
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await RandomAccess
                .ReadAsync(stream.SafeFileHandle, buffer.Slice(filled), position + filled, cancellationToken)
                .ConfigureAwait(false);
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

    /// <summary>Returns whether the file at the path changed after it was opened.</summary>
    public bool HasChanged() => new SourceState(stream.Length, File.GetLastWriteTimeUtc(Path)) != State;

    /// <summary>Throws if the file at the path changed after it was opened.</summary>
    /// <exception cref="SourceChangedException">The file changed.</exception>
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
