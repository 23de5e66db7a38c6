namespace LocalS3;

/// <summary>The requests so far, in the order in which they came. Thread-safe.</summary>
sealed class RequestLog
{
    readonly Lock gate = new();
    readonly List<RequestRecord> records = [];
    int inProgress;

    /// <summary>How many requests have begun and not ended, cleared ones among them.</summary>
    public int InProgress => Volatile.Read(ref inProgress);

    public RequestRecord Begin(string method, string target)
    {
        var record = new RequestRecord(method, target);
        lock (gate)
            records.Add(record);
        Interlocked.Increment(ref inProgress);
        return record;
    }

    public void End() => Interlocked.Decrement(ref inProgress);

    public IReadOnlyList<RequestRecord> Snapshot()
    {
        lock (gate)
            return [.. records];
    }

    public void Clear()
    {
        lock (gate)
            records.Clear();
    }
}
