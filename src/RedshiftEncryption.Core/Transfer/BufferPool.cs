using System.Collections.Concurrent;

namespace RedshiftEncryption.Transfer;

/// <summary>
/// Provides the buffers of one command within a memory limit, in the order of requests. Buffers of the default part
/// size are reused; smaller ones are allocated with their exact size. They belong to the command and are not shared
/// within the process, because they can contain plaintext. Thread-safe.
/// </summary>
internal sealed class BufferPool(long limit)
{
    /// <summary>256 MiB.</summary>
    public const long DefaultLimit = 256L * 1024 * 1024;

    readonly ConcurrentBag<byte[]> spare = [];
    readonly Queue<(int Length, TaskCompletionSource<bool> Turn)> waiting = new();
    long rented;

    /// <summary>Gets the size of the currently rented buffers, in bytes.</summary>
    public long Rented
    {
        get
        {
            lock (waiting)
                return rented;
        }
    }

    /// <summary>Waits until the memory limit allows it, and rents a buffer.</summary>
    /// <param name="length">The length in bytes. A buffer larger than the whole limit is rented when no other buffer
    /// is.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task<PartBuffer> RentAsync(int length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task? turn = null;
        TaskCompletionSource<bool>? source = null;
        lock (waiting)
        {
            if (waiting.Count == 0 && HasRoom(length))
            {
                rented += length;
            }
            else
            {
                source = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting.Enqueue((length, source));
                turn = source.Task;
            }
        }
        if (turn is not null)
        {
            using var registration = cancellationToken.Register(
                static state => ((TaskCompletionSource<bool>)state!).TrySetCanceled(),
                source
            );
            await turn.ConfigureAwait(false);
        }
        try
        {
            return new PartBuffer(this, length == PartSize.Default && spare.TryTake(out var used) ? used : new byte[length]);
        }
        catch (OutOfMemoryException)
        {
            GiveBack(length);
            throw;
        }
    }

    internal void Return(byte[] bytes)
    {
        if (bytes.Length == PartSize.Default)
            spare.Add(bytes);
        GiveBack(bytes.Length);
    }

    void GiveBack(int returned)
    {
        lock (waiting)
        {
            rented -= returned;
            while (waiting.Count > 0 && (waiting.Peek().Turn.Task.IsCompleted || HasRoom(waiting.Peek().Length)))
            {
                var (length, turn) = waiting.Dequeue();
                if (turn.TrySetResult(true))
                    rented += length;
            }
        }
    }

    bool HasRoom(int length) => rented == 0 || rented + length <= limit;
}
