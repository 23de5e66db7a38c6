using RedshiftEncryption.Lambda.Actions;
using RedshiftEncryption.Lambda.Batch;
using RedshiftEncryption.Lambda.Runtime;

namespace RedshiftEncryption.Lambda;

/// <summary>Takes events, has them processed within their time limit, and returns the results.</summary>
/// <param name="runtime">Sends the events.</param>
/// <param name="processor">Processes their tasks.</param>
internal sealed class EventLoop(IRuntimeClient runtime, TaskProcessor processor)
{
    /// <summary>How long before the deadline an operation is canceled: enough to abort its upload and to respond.</summary>
    static readonly TimeSpan CancelBefore = TimeSpan.FromSeconds(10);

    /// <summary>How long before the deadline an operation that does not end is given up, and with it the process.</summary>
    static readonly TimeSpan AbandonBefore = TimeSpan.FromSeconds(2);

    /// <summary>The longest time of a function. A later deadline is that of a clock that differs.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Processes events until an operation is abandoned. The process must then end, because the operation goes on.</summary>
    /// <exception cref="RuntimeException">The Runtime API does not respond as documented.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var isAbandoned = false;
        while (!isAbandoned)
        {
            var invocation = await runtime.NextAsync(cancellationToken).ConfigureAwait(false);
            BatchRequest request;
            try
            {
                request = BatchRequest.Parse(invocation.Event);
            }
            catch (FormatException exception)
            {
                await runtime
                    .FailAsync(invocation, new RuntimeError("InvalidEvent", exception.Message), cancellationToken)
                    .ConfigureAwait(false);
                continue;
            }
            var left = invocation.Deadline - DateTimeOffset.UtcNow;
            (var results, isAbandoned) = await RunAsync(request, left < Longest ? left : Longest).ConfigureAwait(false);
            await runtime.RespondAsync(invocation, request.Format(results), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>A result for each task, and whether an operation is still in progress.</returns>
    async Task<(IReadOnlyList<BatchResult> Results, bool IsAbandoned)> RunAsync(BatchRequest request, TimeSpan left)
    {
        using var nearLimit = new CancellationTokenSource();
        CancelAfter(nearLimit, left - CancelBefore);
        using var atLimit = new CancellationTokenSource();
        CancelAfter(atLimit, left - AbandonBefore);
        var abandoned = Task.Delay(Timeout.InfiniteTimeSpan, atLimit.Token);
        var results = new List<BatchResult>();
        foreach (var task in request.Tasks)
        {
            var result = new ActionResult(ResultCode.TemporaryFailure, "The time limit of the function was near. Nothing was done.");
            if (!nearLimit.IsCancellationRequested)
            {
                // On another thread, so that work without a pause cannot hold up the response.
                var work = Task.Run(() => processor.RunAsync(task, request.Arguments, nearLimit.Token), CancellationToken.None);
                if (await Task.WhenAny(work, abandoned).ConfigureAwait(false) == work)
                    result = await work.ConfigureAwait(false);
                else
                    result = result with
                    {
                        Text = "The time limit of the function was near, and the operation did not end. It was abandoned.",
                    };
            }
            results.Add(new BatchResult(task.TaskId, result.Code, ResultText.Of(result.Text)));
        }
        return (results, abandoned.IsCompleted);
    }

    static void CancelAfter(CancellationTokenSource source, TimeSpan time)
    {
        if (time > TimeSpan.Zero)
            source.CancelAfter(time);
        else
            source.Cancel();
    }
}
