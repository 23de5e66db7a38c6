namespace RedshiftEncryption.Bench.Simulation;

/// <summary>Represents a prefix of the sources and one of the destinations, each with the rates of S3. Not thread-safe.</summary>
/// <param name="run">The run, which determines the rates and the outage.</param>
internal sealed class Prefix(Case run)
{
    readonly TokenBucket[] buckets = Array.ConvertAll(
        Enum.GetValues<StepKind>(),
        step => new TokenBucket(run.Assumptions.PerSecond(step), run.Assumptions.Saved, run.Assumptions.RefusalCost)
    );

    public bool Admit(StepKind step, TimeSpan now) => !run.IsOut(now) && buckets[(int)step].TryTake(now);

    /// <summary>Throws if a rate was exceeded.</summary>
    public void Check(TimeSpan now) => Array.ForEach(buckets, bucket => bucket.Check(now));
}
