namespace RedshiftEncryption.Storage.Retries;

/// <summary>Counts and delays the attempts at one request. Not thread-safe.</summary>
/// <param name="policy">The limits of the retries.</param>
/// <param name="backoff">The back-off of the endpoint.</param>
/// <param name="outage">The outage of the item, which all its requests share.</param>
internal sealed class RetriedRequest(RetryLimits policy, SharedBackoff backoff, ItemOutage outage)
{
    /// <summary>The limit while the endpoint has never responded: it is then more likely wrong than down.</summary>
    const int AttemptsAtUnreachable = 3;

    TimeSpan? firstFailure;
    int attempts;
    bool isAmbiguous;
    int wave;

    /// <summary>Waits until the next attempt may be made.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) =>
        wave = await backoff.EnterAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Records that the server responded.</summary>
    public void End()
    {
        backoff.Answer();
        outage.End();
    }

    /// <summary>Records that an attempt failed because the server was unavailable, and waits.</summary>
    /// <exception cref="ObjectStoreException">The limit is reached, and there is no further attempt.</exception>
    public async Task FailAsync(ObjectStoreException failure, CancellationToken cancellationToken)
    {
        var now = backoff.Clock.Now;
        firstFailure ??= now;
        attempts++;
        isAmbiguous |= !failure.IsRejection;
        var atLeast = failure.RetryAfter ?? TimeSpan.Zero;
        var began = outage.Begin(now);
        var isSpent = policy.Timeout is { } limit && (now - firstFailure.Value + atLeast >= limit || now - began + atLeast >= limit);
        if (
            isSpent
            || attempts >= policy.MaximumAttempts
            || (failure.IsUnreachable && !backoff.HasAnswered && attempts >= AttemptsAtUnreachable)
        )
        {
            // The last attempt was refused, but an earlier one may have succeeded.
            throw isAmbiguous && failure.IsRejection ? new ObjectStoreException(failure.Fault, failure.Message, failure) : failure;
        }
        backoff.Fail(wave, atLeast);
        // A request that always fails must not delay all others at each attempt, so its own delays grow too.
        await backoff
            .Clock.DelayAsync(
                TimeSpan.FromTicks((long)(SharedBackoff.Ceiling(attempts).Ticks * backoff.Clock.NextRandom())),
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
