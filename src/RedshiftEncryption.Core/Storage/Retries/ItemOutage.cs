namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// Since when an item's requests have failed without one that was answered, so that they wait out one outage together.
/// Thread-safe.
/// </summary>
internal sealed class ItemOutage
{
    const long None = -1;

    long began = None;

    /// <returns>When it began.</returns>
    public TimeSpan Begin(TimeSpan now)
    {
        var before = Interlocked.CompareExchange(ref began, now.Ticks, None);
        return before == None ? now : TimeSpan.FromTicks(before);
    }

    public void End() => Interlocked.Exchange(ref began, None);
}
