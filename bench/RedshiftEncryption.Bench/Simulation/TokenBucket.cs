namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Admits requests up to a rate. Unused rate is saved for a limited time. Not thread-safe.</summary>
/// <param name="perSecond">The rate.</param>
/// <param name="saved">The time whose unused rate can be used later.</param>
/// <param name="refusalCost">What a refused request takes from the rate, as a share of an admitted one.</param>
internal sealed class TokenBucket(double perSecond, TimeSpan saved, double refusalCost)
{
    readonly double most = perSecond * saved.TotalSeconds;
    double tokens = perSecond * saved.TotalSeconds;
    TimeSpan refilled;
    long admitted;

    /// <param name="now">The time, which never decreases.</param>
    public bool TryTake(TimeSpan now)
    {
        tokens = Math.Min(most, tokens + (perSecond * (now - refilled).TotalSeconds));
        refilled = now;
        if (tokens < 1)
        {
            tokens = Math.Max(-most, tokens - refusalCost);
            return false;
        }
        tokens--;
        admitted++;
        return true;
    }

    /// <summary>Throws if it admitted more than its rate allows until a time.</summary>
    public void Check(TimeSpan now)
    {
        var allowed = most + (perSecond * now.TotalSeconds);
        if (admitted > allowed)
            throw new InvalidOperationException(FormattableString.Invariant($"A bucket admitted {admitted} of {allowed:0} requests."));
    }
}
