using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Redshift.Execution;

/// <summary>
/// Retries requests while the service is unavailable or throttles, until it responds or the time limit is reached. A start is
/// repeated with its client token, so that a lost response starts nothing twice.
/// </summary>
/// <param name="runner">Makes one attempt at each request. It is disposed of with this object.</param>
/// <param name="timeout">The time limit of the retries of a request, from its first failure.</param>
/// <param name="clock">The clock.</param>
internal sealed class RetryingStatementRunner(IStatementRunner runner, TimeSpan timeout, IRetryClock clock) : IStatementRunner
{
    public string Region => runner.Region;

    public Task<StartedStatement> StartAsync(StatementBatch batch, CancellationToken cancellationToken) =>
        RunAsync(() => runner.StartAsync(batch, cancellationToken), cancellationToken);

    public Task<StatementState> DescribeAsync(string id, TimeSpan wait, CancellationToken cancellationToken) =>
        RunAsync(() => runner.DescribeAsync(id, wait, cancellationToken), cancellationToken);

    public Task CancelAsync(string id, CancellationToken cancellationToken) =>
        RunAsync(
            async () =>
            {
                await runner.CancelAsync(id, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    public Task<ResultPage> ReadResultAsync(string id, string? continuation, CancellationToken cancellationToken) =>
        RunAsync(() => runner.ReadResultAsync(id, continuation, cancellationToken), cancellationToken);

    public void Dispose() => runner.Dispose();

    async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        TimeSpan? failedAt = null;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (RedshiftDataException failure) when (failure.Fault == RedshiftDataFault.RedshiftUnavailable)
            {
                // At least half of the delay, so that throttling is not answered at once.
                var delay = TimeSpan.FromTicks((long)(SharedBackoff.Ceiling(failures).Ticks * (1 + clock.NextRandom()) / 2));
                failedAt ??= clock.Now;
                if (clock.Now + delay - failedAt > timeout)
                    throw;
                await clock.DelayAsync(delay, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
