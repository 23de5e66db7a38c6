using RedshiftEncryption.Inventory;
using RedshiftEncryption.Runs;

namespace RedshiftEncryption.Operations;

/// <summary>
/// Records what a shard does with each row, as documents of its run. Parts are written one after the other while rows are added.
/// The totals come last, so that a shard that was killed is not taken for a complete one. Not thread-safe.
/// </summary>
/// <param name="documents">The documents of the run.</param>
/// <param name="shard">The number of the shard, from 0.</param>
/// <param name="cancellationToken">Cancels the requests.</param>
internal sealed class RecordShardOperation(RunDocuments documents, int shard, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>The number of parts that wait in memory before <see cref="IsBehind"/>.</summary>
    const int MaximumPending = 2;

    readonly ShardReport report = new();
    readonly List<ReportPart> parts = [];
    readonly DateTime started = DateTime.UtcNow;
    int pending;

    /// <summary>Gets whether the parts are filled faster than they are written. Await <see cref="Written"/> then.</summary>
    public bool IsBehind => Volatile.Read(ref pending) > MaximumPending;

    /// <summary>Gets the task that writes the parts that are full. It fails with an <see cref="ObjectStoreException"/>.</summary>
    public Task Written { get; private set; } = Task.CompletedTask;

    /// <summary>Starts or joins the run, and marks the shard as running.</summary>
    /// <exception cref="RunException">The run was started with other settings, or its description cannot be read.</exception>
    /// <exception cref="ObjectStoreException">A request failed.</exception>
    public async Task StartAsync(RunDescription run)
    {
        await documents.JoinAsync(run, cancellationToken).ConfigureAwait(false);
        await documents
            .WriteAsync(new ShardTotal(shard, ShardState.Running) { StartedUtc = started }, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc cref="ShardReport.Add"/>
    public void Add(InventoryRow row, RunOutcome outcome, string? errorId = null, long? length = null)
    {
        report.Add(row, outcome, errorId, length);
        if (report.PendingRows == ShardReport.PartLength)
            WritePart();
    }

    /// <summary>Writes the rest of the report, and the totals.</summary>
    /// <param name="isComplete">Whether each row of the shard was added.</param>
    /// <exception cref="ObjectStoreException">A request failed.</exception>
    public async Task CompleteAsync(bool isComplete)
    {
        if (report.PendingRows > 0)
            WritePart();
        await Written.ConfigureAwait(false);
        var total = new ShardTotal(shard, isComplete ? ShardState.Complete : ShardState.Incomplete)
        {
            StartedUtc = started,
            EndedUtc = DateTime.UtcNow,
            Rows = report.Rows,
            Outcomes = report.Outcomes,
            Parts = parts,
        };
        await documents.WriteAsync(total, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => report.Dispose();

    void WritePart()
    {
        var rows = report.PendingRows;
        _ = Interlocked.Increment(ref pending);
        Written = WriteAsync(Written, rows, report.TakePart());
    }

    async Task WriteAsync(Task earlier, int rows, ArraySegment<byte> content)
    {
        await earlier.ConfigureAwait(false);
        var eTag = await documents.WritePartAsync(shard, parts.Count + 1, content, cancellationToken).ConfigureAwait(false);
        parts.Add(new ReportPart(rows, eTag));
        _ = Interlocked.Decrement(ref pending);
    }
}
