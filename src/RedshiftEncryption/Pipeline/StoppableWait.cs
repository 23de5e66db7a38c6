using System.Management.Automation;

namespace RedshiftEncryption.Pipeline;

/// <summary>Work that a cmdlet without items side by side waits for, until Ctrl+C.</summary>
internal sealed class StoppableWait : IDisposable
{
    readonly CancellationTokenSource stopping = new();

    /// <summary>From StopProcessing.</summary>
    public void Stop() => stopping.Cancel();

    /// <summary>
    /// Waits on the pipeline's thread for work that does not need it, and no longer than until Ctrl+C: the work may hang in
    /// the system.
    /// </summary>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
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
            _ = running.ContinueWith(
                static late => (late.Result as IDisposable)?.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default
            );
            throw new PipelineStoppedException();
        }
    }

    public void Dispose() => stopping.Dispose();
}
