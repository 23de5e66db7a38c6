using RedshiftEncryption.Lambda.Batch;
using RedshiftEncryption.Storage;
using RedshiftEncryption.Transfer;

namespace RedshiftEncryption.Lambda.Actions;

/// <summary>Processes the tasks of events, one at a time.</summary>
/// <param name="settings">The settings of the environment.</param>
/// <param name="keys">The keys of the function.</param>
/// <param name="store">The store of all objects.</param>
/// <param name="buffers">The buffers of the function.</param>
/// <param name="log">Receives what is not in a result: the kind and the place of unexpected exceptions, without their messages.</param>
internal sealed class TaskProcessor(ActionSettings settings, FunctionKeys keys, IObjectStore store, BufferPool buffers, Action<string> log)
{
    /// <summary>Processes a task. Its failure is a result and not an exception.</summary>
    /// <param name="task">The task.</param>
    /// <param name="arguments">The arguments of the job.</param>
    /// <param name="cancellationToken">Is canceled when the time limit is near.</param>
    public async Task<ActionResult> RunAsync(
        TaskRequest task,
        IReadOnlyDictionary<string, string> arguments,
        CancellationToken cancellationToken
    )
    {
        if (task.Object is not { } source)
            return new ActionResult(ResultCode.PermanentFailure, $"InvalidTask: {task.Obstacle}");
        try
        {
            var merged = settings.With(arguments);
            await keys.UnlockAsync(cancellationToken).ConfigureAwait(false);
            var text = await Open(merged).RunAsync(source, cancellationToken).ConfigureAwait(false);
            return new ActionResult(ResultCode.Succeeded, text);
        }
        catch (Exception exception)
        {
            if (FailureResult.TryTranslate(exception, cancellationToken.IsCancellationRequested) is { } failure)
                return failure;
            // An error of this program. Its message may contain anything, so neither the report nor the log gets it.
            log($"{exception.GetType()} in task {task.TaskId}\n{exception.StackTrace}");
            return new ActionResult(
                ResultCode.PermanentFailure,
                $"UnexpectedError: {exception.GetType()}. The function's log shows where."
            );
        }
    }

    IObjectAction Open(ActionSettings merged)
    {
        var item = store.ForItem();
        return merged.Action switch
        {
            ActionName.Convert => new ConvertAction(item, buffers, merged, keys.Ring(withDataKeys: true)),
            ActionName.Update => new UpdateAction(item, merged, keys),
            _ => new VerifyAction(item, buffers, merged, keys.Ring(withDataKeys: true)),
        };
    }
}
