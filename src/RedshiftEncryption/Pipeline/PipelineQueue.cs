using System.Collections.Concurrent;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// What tasks want written, until the pipeline's thread writes it: PowerShell takes results, errors and messages from
/// that thread alone.
/// </summary>
internal sealed class PipelineQueue : IDisposable
{
    readonly ConcurrentQueue<Action> messages = new();
    readonly AutoResetEvent changed = new(initialState: false);
    readonly int owner = Environment.CurrentManagedThreadId;
    bool disposed;

    /// <summary>From any thread.</summary>
    public void Add(Action write)
    {
        messages.Enqueue(write);
        Wake();
    }

    /// <summary>Wakes the pipeline's thread, if it is still there, without a message. From any thread.</summary>
    public void Wake()
    {
        lock (messages)
        {
            if (!disposed)
                changed.Set();
        }
    }

    /// <summary>Writes what is there.</summary>
    /// <exception cref="InvalidOperationException">It is not the pipeline's thread.</exception>
    public void Drain()
    {
        VerifyThread();
        while (messages.TryDequeue(out var write))
            write();
    }

    /// <summary>Waits for a message or a waking, no longer than the timeout.</summary>
    /// <exception cref="InvalidOperationException">It is not the pipeline's thread.</exception>
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

    /// <exception cref="InvalidOperationException">It is not the pipeline's thread.</exception>
    public void VerifyThread()
    {
        if (Environment.CurrentManagedThreadId != owner)
            throw new InvalidOperationException("Only the pipeline's thread may write to the pipeline.");
    }
}
