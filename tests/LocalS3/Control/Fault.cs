using System.Diagnostics;

namespace LocalS3;

/// <summary>A rule at work. Not thread-safe but for <see cref="WaitAsync"/>: its list guards it.</summary>
sealed class Fault(FaultRule rule)
{
    const int Seed = 42;

    readonly TaskCompletionSource deleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Random random = new(Seed);
    long firstHit;
    long refilled = Stopwatch.GetTimestamp();
    double allowance = rule.PerSecond ?? 0;
    int passed;

    public FaultRule Rule => rule;

    /// <summary>How many requests it made go wrong.</summary>
    public int Hits { get; private set; }

    /// <returns>Whether it is this request's turn to go wrong.</returns>
    public bool Claim(string operation, string key)
    {
        if (
            !string.Equals(operation, rule.Operation, StringComparison.Ordinal)
            || (rule.KeyContains is not null && !key.Contains(rule.KeyContains, StringComparison.Ordinal))
        )
            return false;
        if (passed < rule.Skip)
        {
            passed++;
            return false;
        }
        if (rule.PerSecond is { } rate && IsWithin(rate))
            return false;
        if (
            Hits == rule.Times
            || random.NextDouble() >= rule.Share
            || (Hits > 0 && Stopwatch.GetElapsedTime(firstHit).TotalSeconds >= rule.Seconds)
        )
            return false;
        if (Hits == 0)
            firstHit = Stopwatch.GetTimestamp();
        Hits++;
        return true;
    }

    /// <summary>Takes a request from the allowance, which grows with the time and holds at most a second's requests.</summary>
    bool IsWithin(double rate)
    {
        var now = Stopwatch.GetTimestamp();
        allowance = Math.Min(rate, allowance + (rate * Stopwatch.GetElapsedTime(refilled, now).TotalSeconds));
        refilled = now;
        if (allowance < 1)
            return false;
        allowance--;
        return true;
    }

    public void Delete() => deleted.TrySetResult();

    /// <summary>Waits until the rule is deleted.</summary>
    /// <exception cref="OperationCanceledException">The client went away, or the server stops.</exception>
    public Task WaitAsync(CancellationToken cancellationToken) => deleted.Task.WaitAsync(cancellationToken);
}
