namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Represents what the service knows about a statement or batch.</summary>
/// <param name="Id">The service's identifier.</param>
/// <param name="Status">How far it is.</param>
internal sealed record StatementState(string Id, StatementStatus Status)
{
    /// <summary>Gets the database's message of a failure; null if there is none.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the query ID in the database's system views; null if no query has started.</summary>
    public long? QueryId { get; init; }

    /// <summary>Gets the process ID of the database session; null if it is not known.</summary>
    public long? ProcessId { get; init; }

    /// <summary>Gets how long the statement has run.</summary>
    public TimeSpan Duration { get; init; }

    public DateTime CreatedUtc { get; init; }

    /// <summary>Gets the statement's text; empty for a batch.</summary>
    public string Text { get; init; } = "";

    /// <summary>Gets the statements of a batch, in order; empty for a single statement.</summary>
    public IReadOnlyList<StatementState> SubStatements { get; init; } = [];

    /// <summary>Gets the database; its names are null where the response does not contain them.</summary>
    public RedshiftTarget Target { get; init; } = new();

    public bool HasEnded => Status is StatementStatus.Finished or StatementStatus.Failed or StatementStatus.Aborted;

    /// <summary>Gets the statements: those of the batch, or the only one.</summary>
    public IReadOnlyList<StatementState> Statements => SubStatements.Count > 0 ? SubStatements : [this];
}
