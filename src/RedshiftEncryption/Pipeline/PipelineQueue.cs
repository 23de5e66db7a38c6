using System.Collections.Concurrent;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// Queues the output of tasks until the pipeline's thread writes it: PowerShell accepts results, errors and messages only
/// from that thread.
/// </summary>
internal sealed class PipelineQueue : IDisposable
{
    readonly ConcurrentQueue<Action> messages = new();
    readonly AutoResetEvent changed = new(initialState: false);
    readonly int owner = Environment.CurrentManagedThreadId;
    bool disposed;

    /// <summary>Queues output. From any thread.</summary>
    public void Add(Action write)
    {
        messages.Enqueue(write);
        Wake();
    }

    /// <summary>Wakes the pipeline's thread, if it still runs, without queuing output. From any thread.</summary>
    public void Wake()
    {
        lock (messages)
        {
            if (!disposed)
                changed.Set();
        }
    }

    /// <summary>Writes the queued output.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the pipeline's thread.</exception>
    public void Drain()
    {
        VerifyThread();
        while (messages.TryDequeue(out var write))
            write();
    }

    /// <summary>Waits for output or a wake-up, at most for the timeout.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the pipeline's thread.</exception>
    public void Wait(TimeSpan timeout)
    {
        VerifyThread();
        changed.WaitOne(timeout);
    }

    public void Dispose()
    {
        lock (messages)
        {
            disposed = true;
            changed.Dispose();
        }
    }

    /// <exception cref="InvalidOperationException">The caller is not on the pipeline's thread.</exception>
    public void VerifyThread()
    {
        if (Environment.CurrentManagedThreadId != owner)
            throw new InvalidOperationException("Only the pipeline's thread may write to the pipeline.");
    }
}
