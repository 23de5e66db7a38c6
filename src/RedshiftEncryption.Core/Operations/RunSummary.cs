using RedshiftEncryption.Runs;

namespace RedshiftEncryption.Operations;

/// <summary>Adds up the totals of the shards of a run.</summary>
internal static class RunSummary
{
    /// <summary>Creates the report.</summary>
    /// <param name="location">Where the run is.</param>
    /// <param name="run">The description of the run.</param>
    /// <param name="totals">The totals of the shards; null where a shard has not started.</param>
    /// <param name="inventory">The total of the inventory's own rows; null if they were not read.</param>
    /// <param name="requiresInventory">Whether a run whose inventory was not read is incomplete.</param>
    public static ConversionReport Of(
        RunLocation location,
        RunDescription run,
        IReadOnlyList<ShardTotal?> totals,
        RowTotal? inventory,
        bool requiresInventory
    )
    {
        var known = totals.OfType<ShardTotal>().ToList();
        var outcomes = known.SelectMany(static total => total.Outcomes).ToList();
        var rows = known.Aggregate(default(RowTotal), static (sum, total) => sum + total.Rows);
        var toRepeat = Where(totals, static total => total is not { State: ShardState.Complete } || HasWork(total));
        bool? isAccounted = inventory is null ? null : rows == inventory && known.Count == totals.Count;
        return new ConversionReport
        {
            RunUri = new Storage.S3Address(location.BucketName, location.KeyPrefix).Uri,
            Operation = run.Operation,
            InventoryUri = run.InventoryUri,
            ShardCount = run.ShardCount,
            IsComplete = toRepeat.Count == 0 && (isAccounted ?? !requiresInventory),
            IsAccounted = isAccounted,
            RowCount = rows.Count,
            InventoryRowCount = inventory?.Count,
            Done = Count(outcomes, RunOutcome.Done),
            Skipped = Count(outcomes, RunOutcome.Skipped),
            NotEncrypted = Count(outcomes, RunOutcome.NotEncrypted),
            Excluded = Count(outcomes, RunOutcome.Excluded),
            Left = Count(outcomes, RunOutcome.Left),
            Failed = Count(outcomes, RunOutcome.Failed),
            FailedByErrorId = new SortedDictionary<string, long>(
                outcomes
                    .Where(static outcome => outcome.Outcome == RunOutcome.Failed)
                    .GroupBy(static outcome => outcome.ErrorId ?? "", StringComparer.Ordinal)
                    .ToDictionary(
                        static group => group.Key,
                        static group => group.Sum(static outcome => outcome.Count),
                        StringComparer.Ordinal
                    ),
                StringComparer.Ordinal
            ),
            Length = outcomes
                .Where(static outcome => outcome.Outcome is RunOutcome.Done or RunOutcome.Skipped)
                .Sum(static outcome => outcome.Length),
            MissingShards = Where(totals, static total => total is null),
            UnfinishedShards = Where(totals, static total => total is { State: not ShardState.Complete }),
            ShardsToRepeat = toRepeat,
            StartedUtc = known.Count == 0 ? null : known.Min(static total => total.StartedUtc),
            EndedUtc =
                known.Count == totals.Count && known.TrueForAll(static total => total.EndedUtc is not null)
                    ? known.Max(static total => total.EndedUtc)
                    : null,
        };
    }

    static long Count(List<OutcomeTotal> outcomes, RunOutcome outcome) =>
        outcomes.Where(total => total.Outcome == outcome).Sum(static total => total.Count);

    static bool HasWork(ShardTotal total) =>
        total.Outcomes.Any(static outcome => outcome is { Outcome: RunOutcome.Failed or RunOutcome.Left, Count: > 0 });

    static List<int> Where(IReadOnlyList<ShardTotal?> totals, Func<ShardTotal?, bool> predicate) =>
        [.. Enumerable.Range(0, totals.Count).Where(index => predicate(totals[index]))];
}
