namespace RedshiftEncryption.Storage.Retries;

/// <summary>The attempts at one request. Not thread-safe.</summary>
/// <param name="policy">How long it is repeated.</param>
/// <param name="backoff">The endpoint's.</param>
/// <param name="outage">The item's, which all its requests share.</param>
internal sealed class RetriedRequest(RetryLimits policy, SharedBackoff backoff, ItemOutage outage)
{
    /// <summary>Where nothing has ever answered, the endpoint is more likely wrong than down.</summary>
    const int AttemptsAtUnreachable = 3;

    TimeSpan? firstFailure;
    int attempts;
    bool isAmbiguous;
    int wave;

    /// <summary>Waits until the next attempt may be made.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) =>
        wave = await backoff.EnterAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The server answered.</summary>
    public void End()
    {
        backoff.Answer();
        outage.End();
    }

    /// <summary>Notes that an attempt failed for want of a server, and waits.</summary>
    /// <exception cref="ObjectStoreException">There is no further attempt.</exception>
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
            // The last attempt was refused, but one before it may have been done.
            throw isAmbiguous && failure.IsRejection ? new ObjectStoreException(failure.Fault, failure.Message, failure) : failure;
        }
        backoff.Fail(wave, atLeast);
        // One request that always fails must not pause all others at each of its attempts: its own pauses grow too.
        await backoff
            .Clock.DelayAsync(
                TimeSpan.FromTicks((long)(SharedBackoff.Ceiling(attempts).Ticks * backoff.Clock.NextRandom())),
                cancellationToken
            )
            .ConfigureAwait(false);
    }
}
