namespace RedshiftEncryption;

/// <summary>Represents what all shards of a run have done together.</summary>
public sealed class ConversionReport
{
    internal ConversionReport() { }

    /// <summary>Gets the S3 URI of the run.</summary>
    public string RunUri { get; internal init; } = "";

    /// <summary>Gets the name of the cmdlet that the shards ran.</summary>
    public string Operation { get; internal init; } = "";

    /// <summary>Gets the S3 URI of the inventory.</summary>
    public string InventoryUri { get; internal init; } = "";

    /// <summary>Gets the number of shards.</summary>
    public int ShardCount { get; internal init; }

    /// <summary>
    /// Gets whether nothing is left to do: all shards are complete, nothing failed or was left, and each row of the inventory is
    /// accounted for exactly once, as far as that was compared.
    /// </summary>
    public bool IsComplete { get; internal init; }

    /// <summary>
    /// Gets whether the shards account for each row of the inventory exactly once; null if that was not compared.
    /// </summary>
    public bool? IsAccounted { get; internal init; }

    /// <summary>Gets the number of rows that have an outcome.</summary>
    public long RowCount { get; internal init; }

    /// <summary>Gets the number of rows of the inventory that name current objects, or none; null if they were not counted.</summary>
    public long? InventoryRowCount { get; internal init; }

    /// <summary>Gets the number of objects that were processed.</summary>
    public long Done { get; internal init; }

    /// <summary>Gets the number of objects that an earlier run had processed.</summary>
    public long Skipped { get; internal init; }

    /// <summary>Gets the number of objects without a client-side envelope.</summary>
    public long NotEncrypted { get; internal init; }

    /// <summary>Gets the number of objects that the parameters exclude.</summary>
    public long Excluded { get; internal init; }

    /// <summary>Gets the number of objects that were not processed, because their shard ended before.</summary>
    public long Left { get; internal init; }

    /// <summary>Gets the number of objects that could not be processed, and of rows that name none.</summary>
    public long Failed { get; internal init; }

    /// <summary>Gets the number of failures by error ID, in ordinal order.</summary>
    public IReadOnlyDictionary<string, long> FailedByErrorId { get; internal init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Gets the length in bytes of the objects that were processed by this or an earlier run.</summary>
    public long Length { get; internal init; }

    /// <summary>Gets the numbers of the shards that have not started.</summary>
    public IReadOnlyList<int> MissingShards { get; internal init; } = [];

    /// <summary>Gets the numbers of the shards that are running, were killed, or could not read all of their rows.</summary>
    public IReadOnlyList<int> UnfinishedShards { get; internal init; } = [];

    /// <summary>
    /// Gets the numbers of the shards to run again: missing and unfinished ones, and those with failures or objects left.
    /// </summary>
    public IReadOnlyList<int> ShardsToRepeat { get; internal init; } = [];

    /// <summary>Gets the time of the first start of a shard, in UTC; null if none has started.</summary>
    public DateTime? StartedUtc { get; internal init; }

    /// <summary>Gets the time of the last end of a shard, in UTC; null if one is missing or unfinished.</summary>
    public DateTime? EndedUtc { get; internal init; }

    /// <summary>Returns the S3 URI of the run for display.</summary>
    public override string ToString() => Text.VisibleText.Of(RunUri);
}
