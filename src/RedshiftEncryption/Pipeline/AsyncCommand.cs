using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using RedshiftEncryption.Text;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// A cmdlet whose items are worked on side by side by tasks. The tasks never touch the cmdlet; what they have to say goes
/// through a queue that the pipeline's thread empties. Ctrl+C, an exception from a neighbour in the pipeline and the
/// pipeline's end all cancel the tasks and wait until they have cleaned up.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    readonly CancellationTokenSource stopping = new();
    readonly ManualResetEventSlim idle = new(initialState: true);
    readonly ConcurrentQueue<string> lastWords = new();
    PipelineQueue? queue;
    CommandProgress? progress;
    int running;
    bool disposed;

    /// <summary>How many items are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 128)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Cancelled by Ctrl+C and whatever else ends the pipeline early.</summary>
    private protected CancellationToken StopToken => stopping.Token;

    private protected CommandProgress Progress => progress!;

    /// <summary>The words over the progress bar.</summary>
    private protected abstract string Activity { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        queue = new PipelineQueue();
        progress = new CommandProgress(Activity);
#if NET
        TerminationSignals.Enter(this);
#endif
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Progress.IsTotalKnown = true;
        WriteUntil(() => Volatile.Read(ref running) == 0);
        foreach (var bar in Progress.Completed())
            WriteProgress(bar);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        stopping.Cancel();
        queue?.Wake();
    }

    /// <summary>Cancels what is under way and waits for its cleaning up; the only call that comes when a neighbour fails.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the command holds.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> called it.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposed || !disposing)
            return;
        disposed = true;
        Settle();
#if NET
        TerminationSignals.Leave(this);
        TerminationSignals.HoldWhileEnding();
#endif
        stopping.Dispose();
        idle.Dispose();
        queue?.Dispose();
    }

    /// <summary>
    /// Keys and paths may hold characters that a terminal obeys: what is shown of them is escaped here, and no text of this
    /// module has line ends of its own.
    /// </summary>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(VisibleText.Of(text));

    /// <inheritdoc cref="WriteVerbose"/>
    private protected new void WriteWarning(string text) => base.WriteWarning(VisibleText.Of(text));

    /// <inheritdoc cref="WriteVerbose"/>
    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(VisibleText.Of(target), VisibleText.Of(action));

    /// <summary>Starts work on an item as soon as there is a place for it; meanwhile writes what other items have to say.</summary>
    /// <param name="work">Runs on another thread and says what it has to say by <see cref="Post"/>.</param>
    private protected void Start(Func<CancellationToken, Task> work)
    {
        WriteUntil(() => Volatile.Read(ref running) < ThrottleLimit);
        lock (idle)
        {
            running++;
            idle.Reset();
        }
        var token = StopToken;
        _ = Task.Run(() => RunAsync(work, token), CancellationToken.None);
        WriteUntil(static () => true);
    }

    /// <summary>Has the pipeline's thread write something. From any thread.</summary>
    private protected void Post(Action write) => queue!.Add(write);

    /// <summary>Has the pipeline's thread ask, as ShouldProcess does, and waits for the answer. From a task.</summary>
    private protected async Task<bool> AskAsync(Func<bool> ask, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        // When the pipeline ends, or the question ends it, nobody will answer.
        using var registration = cancellationToken.Register(static state => ((TaskCompletionSource<bool>)state!).TrySetCanceled(), answer);
        Post(() => answer.TrySetResult(ask()));
        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Something that must be told even when the pipeline is stopped and takes neither results nor errors any more: it then
    /// goes straight to the host. From any thread.
    /// </summary>
    private protected void PostLastWord(string warning) => lastWords.Enqueue(warning);

    /// <summary>Waits for a task on the pipeline's thread, which goes on writing.</summary>
    private protected T Await<T>(Task<T> task)
    {
        _ = task.ContinueWith(
            _ => queue!.Wake(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        WriteUntil(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits likewise for work that must have cleaned up before the command, or the process, ends.</summary>
    private protected T AwaitSettled<T>(Func<CancellationToken, Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start(async token =>
        {
            try
            {
                done.SetResult(await work(token).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return Await(done.Task);
    }

    async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The pipeline is ending; nobody is left to tell.
        }
        catch (Exception exception)
        {
            // Work turns what can go wrong with an item into an error record itself; this is a defect and ends the command.
            var fault = ExceptionDispatchInfo.Capture(exception);
            Post(fault.Throw);
        }
        finally
        {
            lock (idle)
            {
                running--;
                queue!.Wake();
                // Last of all: whoever waits for it disposes the queue.
                if (running == 0)
                    idle.Set();
            }
        }
    }

    void WriteUntil(Func<bool> condition)
    {
        try
        {
            while (true)
            {
                queue!.Drain();
                if (stopping.IsCancellationRequested)
                    throw new PipelineStoppedException();
                if (condition())
                {
                    // What came between the emptying of the queue and the condition becoming true.
                    queue.Drain();
                    return;
                }
                queue.Wait(CommandProgress.Interval);
                if (!Progress.IsDue())
                    continue;
                foreach (var bar in Progress.Snapshot())
                    WriteProgress(bar);
            }
        }
        catch
        {
            // A neighbour has had enough, or failed, or somebody pressed Ctrl+C: nothing may stay half done.
            Settle();
            WriteLastWords();
            throw;
        }
    }

    /// <summary>From the pipeline's thread, and from a signal's: whoever comes second has waited until all is written.</summary>
    void WriteLastWords()
    {
        lock (lastWords)
        {
            while (lastWords.TryDequeue(out var warning))
                Host?.UI?.WriteWarningLine(VisibleText.Of(warning));
        }
    }

    /// <summary>
    /// Cancels the tasks, waits for them, and writes what they have said. On the pipeline's thread, which ends the command
    /// next.
    /// </summary>
    private protected void SettleAndDrain()
    {
        Settle();
        queue!.Drain();
    }

#if NET
    /// <summary>Cancels the tasks, from any thread; completes when they have cleaned up.</summary>
    internal Task TerminateAsync() =>
        Task.Run(() =>
        {
            try
            {
                Settle();
                WriteLastWords();
            }
            catch (ObjectDisposedException)
            {
                // It has settled meanwhile.
            }
        });
#endif

    /// <summary>
    /// Cancels the tasks and waits for them: their requests are cancelled, and their aborts have a time limit of their own.
    /// </summary>
    void Settle()
    {
        stopping.Cancel();
        idle.Wait();
    }
}
