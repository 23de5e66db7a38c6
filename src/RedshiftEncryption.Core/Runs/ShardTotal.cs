namespace RedshiftEncryption.Runs;

/// <summary>Represents the totals of a shard.</summary>
/// <param name="ShardIndex">The number of the shard, from 0.</param>
/// <param name="State">How far it has come.</param>
internal sealed record ShardTotal(int ShardIndex, ShardState State)
{
    /// <summary>Gets the time of the start.</summary>
    public DateTime StartedUtc { get; init; }

    /// <summary>Gets the time of the end; null while the shard is running.</summary>
    public DateTime? EndedUtc { get; init; }

    /// <summary>Gets the total of the rows that have an outcome.</summary>
    public RowTotal Rows { get; init; }

    /// <summary>Gets the rows by outcome and error ID.</summary>
    public IReadOnlyList<OutcomeTotal> Outcomes { get; init; } = [];

    /// <summary>Gets the parts of the report, in the order of their numbers.</summary>
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];
}
