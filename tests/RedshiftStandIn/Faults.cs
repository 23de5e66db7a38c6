using System.Collections.Concurrent;

namespace RedshiftStandIn;

/// <summary>Which of the next requests go wrong, in order.</summary>
sealed class Faults
{
    readonly ConcurrentQueue<Fault> waiting = new();

    public void Add(Fault fault) => waiting.Enqueue(fault);

    /// <summary>The fault of a request; null for none. Only the first fault in the queue can hit.</summary>
    public string? Take(string action) =>
        waiting.TryPeek(out var next) && next.Action.Equals(action, StringComparison.Ordinal) && waiting.TryDequeue(out var taken)
            ? taken.Kind
            : null;
}
