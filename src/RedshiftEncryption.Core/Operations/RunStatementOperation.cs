using System.Globalization;
using RedshiftEncryption.Redshift.Execution;
using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Operations;

/// <summary>Starts a run, follows it to its end, and finds out what it loaded or why it failed.</summary>
/// <param name="runner">The service.</param>
/// <param name="clock">The clock.</param>
internal sealed class RunStatementOperation(IStatementRunner runner, IRetryClock clock)
{
    /// <summary>How long a request waits for the end of a run. A connection without data for longer may be cut off.</summary>
    static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    /// <summary>The shortest time between two requests, for a service that does not wait.</summary>
    static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(5);

    /// <summary>How long Ctrl+C waits for a cancellation to take effect.</summary>
    static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How much older than its request a run must be to be an earlier one: dates in responses have whole seconds.</summary>
    static readonly TimeSpan DateTolerance = TimeSpan.FromSeconds(2);

    /// <summary>Starts a run, or joins the one that the same request started before.</summary>
    /// <returns>The run. If it is canceled meanwhile, it has been canceled in the service too.</returns>
    /// <exception cref="RedshiftDataException">The service refused the request or cannot be reached.</exception>
    public async Task<CopyResult> StartAsync(StatementBatch batch, Action<string> notify, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var begun = clock.Now;
        using var grace = new GracePeriod(CancelTimeout, cancellationToken);
        var started = await runner.StartAsync(batch, grace.Token).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(started.Id, notify).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        return new CopyResult
        {
            Id = started.Id,
            Status = nameof(StatementStatus.Submitted),
            Database = batch.Target.Database,
            CreatedUtc = started.CreatedUtc,
            WasJoined = started.AnsweredUtc is { } answered && started.CreatedUtc < answered - (clock.Now - begun) - DateTolerance,
        };
    }

    /// <summary>Follows a run to its end.</summary>
    /// <returns>The result of a run that succeeded.</returns>
    /// <exception cref="StatementRunException">The run failed, was canceled, or did not end in time.</exception>
    /// <exception cref="RedshiftDataException">The service refused a request or cannot be reached.</exception>
    public async Task<CopyResult> FollowAsync(FollowRequest request, CancellationToken cancellationToken)
    {
        StatementState state;
        try
        {
            state = await WaitAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(request.Id, request.Notify).ConfigureAwait(false);
            throw;
        }
        if (!state.HasEnded)
            await ThrowTimedOutAsync(state, request).ConfigureAwait(false);
        var result = await new RunOutcome(runner, request, state, WaitForQueryAsync).ReadAsync(cancellationToken).ConfigureAwait(false);
        return state.Status == StatementStatus.Finished ? result : throw RunFailure.Of(state, result, request);
    }

    /// <summary>Waits for the end of a run, at most for the time limit.</summary>
    async Task<StatementState> WaitAsync(FollowRequest request, CancellationToken cancellationToken)
    {
        var begun = clock.Now;
        var pause = ShortestPoll;
        while (true)
        {
            var left = request.Timeout is { } timeout ? timeout - (clock.Now - begun) : LongPoll;
            var asked = clock.Now;
            var wait =
                left < TimeSpan.Zero ? TimeSpan.Zero
                : left < LongPoll ? left
                : LongPoll;
            var state = await runner.DescribeAsync(request.Id, wait, cancellationToken).ConfigureAwait(false);
            request.Report(state, clock.Now - begun);
            if (state.HasEnded || (request.Timeout is not null && clock.Now - begun >= request.Timeout))
                return state;
            if (clock.Now - asked >= ShortestPoll)
                continue;
            await clock.DelayAsync(pause, cancellationToken).ConfigureAwait(false);
            pause = pause + pause < LongestPoll ? pause + pause : LongestPoll;
        }
    }

    /// <summary>Waits for a query of a system view, without a time limit of its own.</summary>
    Task<StatementState> WaitForQueryAsync(string id, CancellationToken cancellationToken) =>
        WaitAsync(new FollowRequest(id), cancellationToken);

    async Task ThrowTimedOutAsync(StatementState state, FollowRequest request)
    {
        var ended = await CancelAsync(state.Id, notify: null).ConfigureAwait(false);
        var limit = request.Timeout!.Value.TotalSeconds.ToString("0.#", CultureInfo.CurrentCulture);
        throw new StatementRunException(
            StatementRunFault.StatementTimedOut,
            $"The run {state.Id} did not end within {limit} seconds. {CancelOutcome(state.Id, ended)}",
            RunOutcome.Summary(ended ?? state, request)
        );
    }

    /// <summary>Cancels a run, and waits a while for its end.</summary>
    /// <param name="id">The run.</param>
    /// <param name="notify">Receives what became of it; null if the caller reports it.</param>
    /// <returns>The last known state; null if there is none.</returns>
    async Task<StatementState?> CancelAsync(string id, Action<string>? notify)
    {
        StatementState? state = null;
        using var limit = new CancellationTokenSource(CancelTimeout);
        try
        {
            await runner.CancelAsync(id, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedshiftDataException or OperationCanceledException)
        {
            // The service refuses it for a run that has ended, or does not respond. The state below shows what is the case.
        }
        try
        {
            state = await WaitAsync(new FollowRequest(id) { Timeout = CancelTimeout }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedshiftDataException or OperationCanceledException)
        {
            // Reported as a run whose end is not known.
        }
        notify?.Invoke($"The run {id} was interrupted. {CancelOutcome(id, state)}");
        return state;
    }

    static string CancelOutcome(string id, StatementState? state) =>
        state?.Status switch
        {
            StatementStatus.Aborted => "It was canceled, and nothing was committed.",
            StatementStatus.Failed => "It failed meanwhile, and nothing was committed.",
            StatementStatus.Finished => "It had finished before it could be canceled: its changes are committed.",
            _ => $"It may still be running, because its cancellation could not be confirmed. Follow it with -Id {id}.",
        };
}
