using RedshiftEncryption.Storage.Retries;

namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Represents one simulated run.</summary>
/// <param name="Policy">The retries of each process.</param>
/// <param name="Workers">The number of processes.</param>
/// <param name="Prefixes">The number of prefixes among which the objects are distributed.</param>
/// <param name="Length">The time that the run would take at the highest possible rate.</param>
internal sealed record Case(PolicyKind Policy, int Workers, int Prefixes, TimeSpan Length)
{
    public Assumptions Assumptions { get; init; } = new();

    /// <summary>Gets what distinguishes the case from others with the same numbers.</summary>
    public string Remark { get; init; } = "";

    /// <summary>Gets how long the module retries a request.</summary>
    public RetryLimits Retries { get; init; } = RetryLimits.Default;

    /// <summary>Gets the largest share of objects that may fail.</summary>
    public double FailedAtMost { get; init; }

    /// <summary>Gets when the prefixes begin to admit nothing; null for never.</summary>
    public TimeSpan? OutageBegin { get; init; }

    /// <summary>Gets for how long the prefixes admit nothing.</summary>
    public TimeSpan OutageLength { get; init; }

    /// <summary>Gets when the simulation ends with objects in progress; null if it waits for them.</summary>
    public TimeSpan? Horizon { get; init; }

    public int Seed { get; init; } = 20261129;

    /// <summary>Gets the highest possible rate in objects per second: that of the processes or that of the prefixes.</summary>
    public double Bound => Math.Min(Assumptions.ObjectsPerSecondSent(Workers), Assumptions.ObjectsPerSecondAdmitted(Prefixes));

    /// <summary>Gets the number of objects of each process, as the shards of an inventory have them.</summary>
    public int ObjectsOfWorker => Math.Max(1, (int)(Bound * Length.TotalSeconds / Workers));

    public bool IsOut(TimeSpan now) => OutageBegin is { } begin && now >= begin && now < begin + OutageLength;
}
