using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using RedshiftEncryption.Text;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Pipeline;

/// <summary>
/// A cmdlet whose items are processed concurrently by tasks. The tasks never call the cmdlet: they post their output to a
/// queue that the pipeline's thread drains. Ctrl+C, an exception from another command in the pipeline and the end of the
/// pipeline all cancel the tasks and wait until they have cleaned up.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    /// <summary>The number of concurrent items that a command never exceeds by itself.</summary>
    private protected const int MostItems = 64;

    readonly CancellationTokenSource stopping = new();
    readonly ManualResetEventSlim idle = new(initialState: true);
    readonly ConcurrentQueue<string> lastWords = new();
    PipelineQueue? queue;
    CommandProgress? progress;
    AdaptiveLimit? items;
    int running;
    bool disposed;

    /// <summary>The largest number of concurrent items.</summary>
    private protected virtual int LastItems => MostItems;

    /// <summary>The number of concurrent items at the start, unless the user has specified one.</summary>
    private protected virtual int FirstItems => 8;

    /// <summary>Canceled by Ctrl+C and by anything else that ends the pipeline early.</summary>
    private protected CancellationToken StopToken => stopping.Token;

    private protected CommandProgress Progress => progress!;

    /// <summary>The activity text of the progress bar.</summary>
    private protected abstract string Activity { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        queue = new PipelineQueue();
        progress = new CommandProgress(Activity);
        var elapsed = Stopwatch.StartNew();
        items = new AdaptiveLimit(FirstItems, LastItems, () => elapsed.Elapsed);
        TerminationSignals.Enter(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Progress.IsTotalKnown = true;
        AwaitItems();
        foreach (var bar in Progress.Completed())
            WriteProgress(bar);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        stopping.Cancel();
        queue?.Wake();
    }

    /// <summary>
    /// Cancels the work in progress and waits for its cleanup. It is the only call when another command of the pipeline
    /// fails.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the tasks have left open. It is called after they have settled, and waited for.</summary>
    private protected virtual Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>Releases the command's resources.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposed || !disposing)
            return;
        disposed = true;
        Settle();
        CleanUpAsync().GetAwaiter().GetResult();
        TerminationSignals.Leave(this);
        TerminationSignals.HoldWhileEnding();
        stopping.Dispose();
        idle.Dispose();
        queue?.Dispose();
    }

    /// <summary>
    /// Writes text with control characters escaped: keys and paths may contain characters that a terminal interprets. No
    /// text of this module contains line breaks of its own.
    /// </summary>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(VisibleText.Of(text));

    /// <inheritdoc cref="WriteVerbose"/>
    private protected new void WriteWarning(string text) => base.WriteWarning(VisibleText.Of(text));

    /// <inheritdoc cref="WriteVerbose"/>
    private protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(VisibleText.Of(target), VisibleText.Of(action));

    /// <summary>Starts work on an item as soon as the limit of items allows. Until then, writes the output of other items.</summary>
    /// <param name="work">Runs on another thread and writes its output with <see cref="Post"/>.</param>
    private protected void Start(Func<CancellationToken, Task> work)
    {
        WriteUntil(HasRoom);
        lock (idle)
        {
            items!.SetWaiting(false);
            running++;
            idle.Reset();
        }
        var token = StopToken;
        _ = Task.Run(() => RunAsync(work, token), CancellationToken.None);
        WriteUntil(static () => true);
    }

    /// <summary>Waits until no item is in progress, and writes their output.</summary>
    private protected void AwaitItems() => WriteUntil(() => Volatile.Read(ref running) == 0);

    /// <summary>Queues output for the pipeline's thread. From any thread.</summary>
    private protected void Post(Action write) => queue!.Add(write);

    /// <summary>Prompts on the pipeline's thread, as ShouldProcess does, and waits for the reply. From a task.</summary>
    private protected async Task<bool> AskAsync(Func<bool> ask, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        // When the pipeline ends, or the prompt ends it, no reply will come.
        using var registration = cancellationToken.Register(static state => ((TaskCompletionSource<bool>)state!).TrySetCanceled(), answer);
        Post(() => answer.TrySetResult(ask()));
        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Queues a warning that must be shown even when the pipeline is stopped and no longer accepts results or errors. It is
    /// then written directly to the host. From any thread.
    /// </summary>
    private protected void PostLastWord(string warning) => lastWords.Enqueue(warning);

    /// <summary>Waits for a task on the pipeline's thread, which continues to write output.</summary>
    private protected T Await<T>(Task<T> task)
    {
        if (!task.IsCompleted)
            _ = task.ContinueWith(
                _ => queue!.Wake(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
        try
        {
            WriteUntil(() => task.IsCompleted);
        }
        catch
        {
            LateResult.Dispose(task);
            throw;
        }
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Like Await, for work without a result, which runs on another thread.</summary>
    private protected void Await(Func<Task> work) =>
        _ = Await(
            Task.Run(
                async () =>
                {
                    await work().ConfigureAwait(false);
                    return true;
                },
                CancellationToken.None
            )
        );

    /// <summary>Like Await, for work that must have cleaned up before the command, or the process, ends.</summary>
    private protected T AwaitSettled<T>(Func<CancellationToken, Task<T>> work) => Await(StartSettled(work));

    /// <summary>Starts such work, whose task the caller awaits.</summary>
    private protected Task<T> StartSettled<T>(Func<CancellationToken, Task<T>> work)
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
        return done.Task;
    }

    /// <summary>Shows the progress if an update is due. On the pipeline's thread.</summary>
    private protected void ShowProgress()
    {
        if (!Progress.IsDue())
            return;
        foreach (var bar in Progress.Snapshot())
            WriteProgress(bar);
    }

    /// <summary>Returns whether the command only shows what it would do.</summary>
    private protected bool IsWhatIf() =>
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var said)
            ? LanguagePrimitives.IsTrue(said)
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    bool HasRoom()
    {
        lock (idle)
        {
            var isFull = running >= items!.Current;
            items.SetWaiting(isFull);
            return !isFull;
        }
    }

    async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The pipeline is ending and accepts no more output.
        }
        catch (Exception exception)
        {
            // Work reports failures of an item itself. Any other exception is a defect and ends the command.
            var fault = ExceptionDispatchInfo.Capture(exception);
            Post(fault.Throw);
        }
        finally
        {
            lock (idle)
            {
                running--;
                items!.Complete(1);
                queue!.Wake();
                // Last of all: the waiting thread disposes the queue.
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
                    // Output that was queued between the drain and the condition becoming true.
                    queue.Drain();
                    return;
                }
                queue.Wait(CommandProgress.Interval);
                ShowProgress();
            }
        }
        catch
        {
            // Downstream stopped, failed, or Ctrl+C: clean up before rethrowing.
            Settle();
            WriteLastWords();
            throw;
        }
    }

    /// <summary>Called on the pipeline's thread and on a signal's: the second caller waits until everything is written.</summary>
    void WriteLastWords()
    {
        lock (lastWords)
        {
            while (lastWords.TryDequeue(out var warning))
                Host?.UI?.WriteWarningLine(VisibleText.Of(warning));
        }
    }

    /// <summary>
    /// Cancels the tasks, waits for them, and writes their output. On the pipeline's thread, which then ends the command.
    /// </summary>
    private protected void SettleAndDrain()
    {
        Settle();
        queue!.Drain();
    }

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
                // It has settled in the meantime.
            }
        });

    /// <summary>
    /// Cancels the tasks and waits for them: their requests are canceled, and their aborts have their own time limit.
    /// </summary>
    void Settle()
    {
        stopping.Cancel();
        idle.Wait();
    }
}
