namespace RedshiftEncryption.Runs;

/// <summary>Describes a run: what all of its shards must agree on.</summary>
/// <param name="Operation">The name of the cmdlet.</param>
/// <param name="ShardCount">The number of shards.</param>
/// <param name="InventoryUri">The S3 URI of the inventory.</param>
/// <param name="InventoryETag">The ETag of the object with this URI; null if the server reported none.</param>
/// <param name="Settings">The parameters that the results depend on, by name. They contain no key.</param>
internal sealed record RunDescription(
    string Operation,
    int ShardCount,
    string InventoryUri,
    string? InventoryETag,
    IReadOnlyDictionary<string, string> Settings
)
{
    /// <summary>Gets the names of what differs in another description, in order.</summary>
    public IEnumerable<string> DifferencesFrom(RunDescription other)
    {
        if (!string.Equals(Operation, other.Operation, StringComparison.Ordinal))
            yield return "the cmdlet";
        if (ShardCount != other.ShardCount)
            yield return "-ShardCount";
        if (!string.Equals(InventoryUri, other.InventoryUri, StringComparison.Ordinal))
            yield return "-InventoryUri";
        else if (!string.Equals(InventoryETag, other.InventoryETag, StringComparison.Ordinal))
            yield return "the inventory's ETag";
        foreach (
            var name in Settings
                .Keys.Union(other.Settings.Keys, StringComparer.Ordinal)
                .OrderBy(static name => name, StringComparer.Ordinal)
        )
        {
            if (!string.Equals(Value(Settings, name), Value(other.Settings, name), StringComparison.Ordinal))
                yield return "-" + name;
        }
    }

    static string? Value(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) ? value : null;
}
