using System.Globalization;
using System.Text;
using RedshiftEncryption.Inventory;

namespace RedshiftEncryption.Runs;

/// <summary>Collects the outcomes of a shard: its totals, and the rows of the part that is not full yet. Not thread-safe.</summary>
internal sealed class ShardReport : IDisposable
{
    /// <summary>The number of rows of a part.</summary>
    public const int PartLength = 10_000;

    readonly Dictionary<(RunOutcome Outcome, string? ErrorId), (long Count, long Length)> outcomes = [];
    readonly StringWriter text = new(CultureInfo.InvariantCulture);

    /// <summary>Gets the number of rows of the part that is not full yet.</summary>
    public int PendingRows { get; private set; }

    /// <summary>Gets the total of all rows.</summary>
    public RowTotal Rows { get; private set; }

    /// <summary>Gets the rows by outcome and error ID, in order.</summary>
    public IReadOnlyList<OutcomeTotal> Outcomes =>
        [
            .. outcomes
                .Select(static pair => new OutcomeTotal(pair.Key.Outcome, pair.Key.ErrorId, pair.Value.Count, pair.Value.Length))
                .OrderBy(static total => total.Outcome)
                .ThenBy(static total => total.ErrorId, StringComparer.Ordinal),
        ];

    /// <summary>Adds the outcome of a row.</summary>
    /// <param name="row">The row of the inventory.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="errorId">The error ID of a failure; null for other outcomes.</param>
    /// <param name="length">The length of the object in bytes; null for the one in the inventory.</param>
    public void Add(InventoryRow row, RunOutcome outcome, string? errorId = null, long? length = null)
    {
        length ??= row.Listed?.Length;
        new ReportRow(row.Address ?? row.File, outcome, errorId, length, row.Number).Write(text);
        PendingRows++;
        Rows = Rows.With(row);
        var (count, sum) = outcomes.TryGetValue((outcome, errorId), out var known) ? known : default;
        outcomes[(outcome, errorId)] = (count + 1, sum + (length ?? 0));
    }

    /// <summary>Takes the rows of the part that is not full yet, in UTF-8.</summary>
    public ArraySegment<byte> TakePart()
    {
        var part = Encoding.UTF8.GetBytes(text.ToString());
        _ = text.GetStringBuilder().Clear();
        PendingRows = 0;
        return new ArraySegment<byte>(part);
    }

    public void Dispose() => text.Dispose();
}
