using RedshiftEncryption.Operations;
using RedshiftEncryption.Runs;

namespace RedshiftEncryption.Tests.Operations;

public sealed class RunSummaryTests
{
    static readonly RowTotal Row = new(1, 7);

    static ShardTotal Shard(int index, RunOutcome outcome, ShardState state = ShardState.Complete) =>
        new(index, state)
        {
            StartedUtc = DateTime.UnixEpoch,
            EndedUtc = state == ShardState.Complete ? DateTime.UnixEpoch.AddHours(index) : null,
            Rows = Row,
            Outcomes = [new OutcomeTotal(outcome, outcome == RunOutcome.Failed ? "ObjectNotFound" : null, 1, 10)],
        };

    static ConversionReport Of(RowTotal? inventory, params ShardTotal?[] totals) =>
        RunSummary.Of(
            new RunLocation("b", "run/"),
            new RunDescription(
                "Convert-EncryptedS3Object",
                totals.Length,
                "s3://i/m",
                "e",
                new Dictionary<string, string>(StringComparer.Ordinal)
            ),
            totals,
            inventory,
            requiresInventory: true
        );

    [Fact]
    public void A_run_is_complete_where_each_row_of_the_inventory_has_an_outcome()
    {
        var report = Of(Row + Row, Shard(0, RunOutcome.Done), Shard(1, RunOutcome.Skipped));
        Assert.True(report.IsComplete);
        Assert.True(report.IsAccounted);
        Assert.Equal((2, 1, 1, 20), (report.RowCount, report.Done, report.Skipped, report.Length));
        Assert.Equal(DateTime.UnixEpoch.AddHours(1), report.EndedUtc);
    }

    [Fact]
    public void A_shard_that_has_not_started_is_missing_even_if_it_has_no_rows()
    {
        var report = Of(Row, Shard(0, RunOutcome.Done), null);
        Assert.False(report.IsAccounted);
        Assert.False(report.IsComplete);
        Assert.Equal([1], report.MissingShards);
        Assert.Equal([1], report.ShardsToRepeat);
        Assert.Null(report.EndedUtc);
    }

    [Fact]
    public void Another_row_with_the_same_count_is_not_accounted_for() =>
        Assert.False(Of(new RowTotal(1, 8), Shard(0, RunOutcome.Done)).IsAccounted);

    [Fact]
    public void A_shard_with_work_is_to_repeat()
    {
        foreach (
            var shard in new[]
            {
                Shard(0, RunOutcome.Failed),
                Shard(0, RunOutcome.Left),
                Shard(0, RunOutcome.Done, ShardState.Running),
                Shard(0, RunOutcome.Done, ShardState.Incomplete),
            }
        )
        {
            var report = Of(Row, shard);
            Assert.True(report.IsAccounted);
            Assert.False(report.IsComplete);
            Assert.Equal([0], report.ShardsToRepeat);
            Assert.Equal(report.Done * 10, report.Length);
        }
    }

    [Fact]
    public void Without_the_inventory_it_is_not_known_whether_the_run_is_complete()
    {
        var report = Of(null, Shard(0, RunOutcome.Done));
        Assert.Null(report.IsAccounted);
        Assert.False(report.IsComplete);
    }
}
