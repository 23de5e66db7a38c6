namespace LocalS3;

/// <summary>Contains the active rules in the order in which they were added. Thread-safe.</summary>
sealed class FaultList
{
    readonly Lock gate = new();
    readonly List<Fault> faults = [];

    public void Add(FaultRule rule)
    {
        lock (gate)
            faults.Add(new Fault(rule));
    }

    /// <summary>The first fault whose turn it is. A rule that lets the request pass counts it, and the next one is asked.</summary>
    public Fault? Claim(string operation, string key)
    {
        lock (gate)
            return faults.Find(fault => fault.Claim(operation, key));
    }

    public IReadOnlyList<FaultReport> Report()
    {
        lock (gate)
            return faults.ConvertAll(FaultReport.Of);
    }

    /// <summary>Removes all rules and lets the requests go on that hang on one.</summary>
    public void Clear()
    {
        lock (gate)
        {
            faults.ForEach(fault => fault.Delete());
            faults.Clear();
        }
    }
}
