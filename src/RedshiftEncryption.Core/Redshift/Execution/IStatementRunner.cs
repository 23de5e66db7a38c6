namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Runs statements on a Redshift database through a service, without a connection to the database. Thread-safe.</summary>
internal interface IStatementRunner : IDisposable
{
    /// <summary>Gets the region of the requests.</summary>
    string Region { get; }

    /// <summary>Starts statements, and does not wait for them.</summary>
    /// <exception cref="RedshiftDataException">The service refused the request or cannot be reached.</exception>
    Task<StartedStatement> StartAsync(StatementBatch batch, CancellationToken cancellationToken);

    /// <summary>Gets the state of a statement or batch, and waits for its end within a time limit.</summary>
    /// <param name="id">The service's identifier.</param>
    /// <param name="wait">The time limit in whole seconds, at most 30; zero to respond at once.</param>
    /// <param name="cancellationToken">Cancels the request, not the statement.</param>
    /// <exception cref="RedshiftDataException">The service refused the request or cannot be reached.</exception>
    Task<StatementState> DescribeAsync(string id, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Requests the cancellation of a statement or batch.</summary>
    /// <exception cref="RedshiftDataException">The service refused the request or cannot be reached.</exception>
    Task CancelAsync(string id, CancellationToken cancellationToken);

    /// <summary>Reads a page of the result of a statement that has finished.</summary>
    /// <param name="id">The service's identifier.</param>
    /// <param name="continuation">That of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="RedshiftDataException">The service refused the request or cannot be reached.</exception>
    Task<ResultPage> ReadResultAsync(string id, string? continuation, CancellationToken cancellationToken);
}
