namespace LocalS3;

/// <summary>The requests so far, in the order in which they came. Thread-safe.</summary>
sealed class RequestLog
{
    readonly Lock gate = new();
    readonly List<RequestRecord> records = [];

    public RequestRecord Begin(string method, string target)
    {
        var record = new RequestRecord(method, target);
        lock (gate)
            records.Add(record);
        return record;
    }

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
