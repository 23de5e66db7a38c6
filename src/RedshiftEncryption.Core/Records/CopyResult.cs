using RedshiftEncryption.Text;

namespace RedshiftEncryption;

/// <summary>Represents the run of a COPY or UNLOAD statement.</summary>
public sealed class CopyResult
{
    internal CopyResult() { }

    /// <summary>Gets the ID of the run in the Redshift Data API, which knows it for 24 hours.</summary>
    public string Id { get; internal init; } = "";

    /// <summary>Gets <c>Submitted</c>, <c>Picked</c>, <c>Started</c>, <c>Finished</c>, <c>Failed</c> or <c>Aborted</c>.</summary>
    public string Status { get; internal init; } = "";

    /// <summary>Gets <c>COPY</c> or <c>UNLOAD</c>; null if the run contains neither.</summary>
    public string? Command { get; internal init; }

    /// <summary>Gets the database.</summary>
    public string? Database { get; internal init; }

    /// <summary>Gets the query ID of the statement in Redshift's system views; null if no query has started.</summary>
    public long? QueryId { get; internal init; }

    /// <summary>Gets when the run was accepted, by the service's clock.</summary>
    public DateTime CreatedUtc { get; internal init; }

    /// <summary>Gets how long the run took.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Gets whether the run had been started before, by the same request.</summary>
    public bool WasJoined { get; internal init; }

    /// <summary>Gets the number of rows that COPY loaded; null if it is not known. A run that failed commits none of them.</summary>
    public long? LoadedRows { get; internal init; }

    /// <summary>Gets the number of bytes that COPY loaded; null if it is not known.</summary>
    public long? LoadedBytes { get; internal init; }

    /// <summary>Gets the number of rows that UNLOAD wrote; null if it is not known.</summary>
    public long? UnloadedRows { get; internal init; }

    /// <summary>Gets the number of bytes that UNLOAD wrote; null if it is not known.</summary>
    public long? UnloadedBytes { get; internal init; }

    /// <summary>Gets the number of files that COPY read or UNLOAD wrote; null if it is not known.</summary>
    public long? FileCount { get; internal init; }

    /// <summary>Gets the number of rows that could not be loaded; null if it is not known.</summary>
    public long? ErrorCount { get; internal init; }

    /// <summary>Gets the first of these rows, at most 100.</summary>
    public IReadOnlyList<CopyLoadError> Errors { get; internal init; } = [];

    /// <summary>Returns the command, its status and its rows for display.</summary>
    public override string ToString()
    {
        var rows = (LoadedRows ?? UnloadedRows) is { } count ? $", {count} rows" : "";
        return VisibleText.Of($"{Command ?? "Run"} {Id}: {Status}{rows}");
    }
}
