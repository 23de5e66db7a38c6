using System.Management.Automation;

namespace RedshiftEncryption.Pipeline;

/// <summary>Work that a cmdlet without items side by side waits for, until Ctrl+C.</summary>
internal sealed class StoppableWait : IDisposable
{
    readonly CancellationTokenSource stopping = new();

    /// <summary>From StopProcessing.</summary>
    public void Stop() => stopping.Cancel();

    /// <summary>Waits on the pipeline's thread for work that does not need it.</summary>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public T For<T>(Func<CancellationToken, Task<T>> work)
    {
        var token = stopping.Token;
        try
        {
            return Task.Run(() => work(token), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    public void Dispose() => stopping.Dispose();
}
