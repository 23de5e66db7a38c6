namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Contains what Redshift's system views show of a COPY or UNLOAD; null where they do not.</summary>
internal sealed record RunFacts
{
    public long? LoadedRows { get; init; }

    public long? LoadedBytes { get; init; }

    public long? UnloadedRows { get; init; }

    public long? UnloadedBytes { get; init; }

    public long? FileCount { get; init; }

    public long? ErrorCount { get; init; }

    public IReadOnlyList<CopyLoadError> Errors { get; init; } = [];
}
