namespace RedshiftEncryption.Bench.Rows;

/// <summary>Contains all rows in the order of the table.</summary>
internal static class RowTable
{
    static readonly IRow[] All =
    [
        new NetworkUpload(),
        new SinkUpload(),
        new HttpsUpload(),
        new DirectoryUpload(),
        new SlowConnectionUpload(),
        new Reader(),
        new SmallFiles(),
        new Unchanged(),
        new ManifestOfMany(),
        new InventoryOfMany(),
        new Latency(),
        new Verify(),
        new Conversion(),
        new GcmContent(),
        new Memory(),
        new Allocations(),
        new Import(),
        new RetryPauses(),
        new ScaleSimulation(),
        new Shards("inventory"),
        new Shards("convert"),
        new Shards("rekey"),
    ];

    /// <param name="names">The names of the rows; an empty list for all.</param>
    /// <exception cref="ArgumentException">A name is not the name of a row.</exception>
    public static IReadOnlyList<IRow> Find(IReadOnlyList<string> names)
    {
        var unknown = names.Except(All.Select(static row => row.Name), StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
            throw new ArgumentException(
                $"There is no row {string.Join(", ", unknown)}, but {string.Join(", ", All.Select(static row => row.Name))}.",
                nameof(names)
            );
        return names.Count == 0 ? All : Array.FindAll(All, row => names.Contains(row.Name, StringComparer.OrdinalIgnoreCase));
    }
}
