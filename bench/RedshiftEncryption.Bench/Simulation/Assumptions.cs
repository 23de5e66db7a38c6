namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Contains what the simulation assumes and does not derive. Each value is named in its report.</summary>
internal sealed record Assumptions
{
    /// <summary>Gets the writes per second that a prefix admits, as the S3 user guide documents.</summary>
    public double WritesPerSecond { get; init; } = 3500;

    /// <summary>Gets the reads per second that a prefix admits, as the S3 user guide documents.</summary>
    public double ReadsPerSecond { get; init; } = 5500;

    /// <summary>Gets the time whose unused rate a prefix saves. AWS does not document it.</summary>
    public TimeSpan Saved { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets what a refused request takes from the rate, as a share of an admitted one. AWS does not document it.</summary>
    public double RefusalCost { get; init; }

    /// <summary>Gets the response time of an admitted request: the lower end of what AWS names for small objects.</summary>
    public TimeSpan Response { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets by how much a response time can differ, as a share of it, in both directions.</summary>
    public double ResponseSpread { get; init; } = 0.5;

    /// <summary>Gets the response time of a refused request. AWS does not document it.</summary>
    public TimeSpan Refusal { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Gets the processor time of an attempt in its process, which makes one attempt after the other.</summary>
    public TimeSpan Processor { get; init; } = TimeSpan.FromMilliseconds(0.5);

    /// <summary>Gets the number of objects with which a process begins.</summary>
    public int FirstConcurrency { get; init; } = 8;

    /// <summary>Gets the largest number of objects that a process converts concurrently.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>
    /// Gets the requests of an object in their order, as the row scale-convert counts them: HEAD of the destination and of the
    /// source, GET of the content and of the tags, PUT and HEAD of the result.
    /// </summary>
    public IReadOnlyList<StepKind> Steps { get; init; } =
    [
        StepKind.DestinationRead,
        StepKind.SourceRead,
        StepKind.SourceRead,
        StepKind.SourceRead,
        StepKind.DestinationWrite,
        StepKind.DestinationRead,
    ];

    /// <summary>Gets the rate of a prefix for a kind of requests.</summary>
    public double PerSecond(StepKind step) => step == StepKind.DestinationWrite ? WritesPerSecond : ReadsPerSecond;

    /// <summary>Gets the most objects per second that a number of prefixes admits, with as many for the sources.</summary>
    public double ObjectsPerSecondAdmitted(int prefixes) =>
        prefixes * Steps.GroupBy(static step => step).Min(group => PerSecond(group.Key) / group.Count());

    /// <summary>Gets the most objects per second that a number of processes sends if nothing is refused.</summary>
    public double ObjectsPerSecondSent(int workers) =>
        (double)workers / Steps.Count / Math.Max(Processor.TotalSeconds, (Response + Processor).TotalSeconds / Concurrency);
}
