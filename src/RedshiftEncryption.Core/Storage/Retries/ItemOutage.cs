namespace RedshiftEncryption.Storage.Retries;

/// <summary>
/// Records since when all requests of an item have failed, so that they share the time limit of one outage.
/// Thread-safe.
/// </summary>
internal sealed class ItemOutage
{
    const long None = -1;

    long began = None;

    /// <returns>The time when the outage began.</returns>
    public TimeSpan Begin(TimeSpan now)
    {
        var before = Interlocked.CompareExchange(ref began, now.Ticks, None);
        return before == None ? now : TimeSpan.FromTicks(before);
    }

    public void End() => Interlocked.Exchange(ref began, None);
}
