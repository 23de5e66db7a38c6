namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Specifies a run to follow.</summary>
/// <param name="Id">The service's identifier.</param>
internal sealed record FollowRequest(string Id)
{
    /// <summary>Gets when the run was found to have been started before; null if it was not.</summary>
    public DateTime? JoinedFromUtc { get; init; }

    /// <summary>Gets what the user specified of the database, for the queries of system views.</summary>
    public RedshiftTarget Target { get; init; } = new();

    /// <summary>Gets the time limit, after which the run is canceled; null for none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets whether the text of rows that were not loaded is read, where Redshift has it.</summary>
    public bool IncludeRowText { get; init; }

    /// <summary>Receives each state of the run, and how long it has been followed.</summary>
    public Action<StatementState, TimeSpan> Report { get; init; } = static (_, _) => { };

    /// <summary>Receives what became of a run that was canceled.</summary>
    public Action<string> Notify { get; init; } = static _ => { };

    /// <summary>Receives why a part of the result is not known.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
