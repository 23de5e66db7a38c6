namespace RedshiftEncryption.Bench.Rows;

/// <summary>All rows, in the table's order.</summary>
internal static class RowTable
{
    static readonly IRow[] All =
    [
        new NetworkUpload(),
        new SinkUpload(),
        new HttpsUpload(),
        new Reader(),
        new SmallFiles(),
        new Verify(),
        new Conversion(),
        new Memory(),
        new Allocations(),
        new Import(),
    ];

    /// <param name="names">None for all.</param>
    /// <exception cref="ArgumentException">There is no row of a name.</exception>
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
