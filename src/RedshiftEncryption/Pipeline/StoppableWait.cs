using System.Management.Automation;

namespace RedshiftEncryption.Pipeline;

/// <summary>Lets a cmdlet without concurrent items wait for work until Ctrl+C.</summary>
internal sealed class StoppableWait : IDisposable
{
    readonly CancellationTokenSource stopping = new();

    /// <summary>Ends the wait. Called by StopProcessing.</summary>
    public void Stop() => stopping.Cancel();

    /// <summary>
    /// Waits on the pipeline's thread for work that runs on another one, until Ctrl+C at the latest: the work may hang in the
    /// system.
    /// </summary>
    /// <exception cref="PipelineStoppedException">The wait was stopped.</exception>
    public T For<T>(Func<CancellationToken, Task<T>> work)
    {
        var token = stopping.Token;
        var running = Task.Run(() => work(token), CancellationToken.None);
        try
        {
            _ = Task.WaitAny([running], token);
            return running.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            LateResult.Dispose(running);
            throw new PipelineStoppedException();
        }
    }

    public void Dispose() => stopping.Dispose();
}
