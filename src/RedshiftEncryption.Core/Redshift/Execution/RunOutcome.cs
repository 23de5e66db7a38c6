namespace RedshiftEncryption.Redshift.Execution;

/// <summary>Finds out what a run that has ended did, by queries of Redshift's system views.</summary>
/// <param name="runner">The service.</param>
/// <param name="request">The run.</param>
/// <param name="state">Its last state.</param>
/// <param name="waitAsync">Waits for the end of a query.</param>
internal sealed class RunOutcome(
    IStatementRunner runner,
    FollowRequest request,
    StatementState state,
    Func<string, CancellationToken, Task<StatementState>> waitAsync
)
{
    const string Copy = "COPY";
    const string Unload = "UNLOAD";

    /// <summary>A run that is followed by its ID alone has the database that the service tells.</summary>
    readonly RedshiftTarget target = request.Target.Database is null ? state.Target : request.Target;

    /// <summary>Creates the result of a run.</summary>
    /// <param name="state">Its last state.</param>
    /// <param name="request">How it was followed.</param>
    /// <param name="facts">What the system views show; null if they were not queried.</param>
    public static CopyResult Summary(StatementState state, FollowRequest request, RunFacts? facts = null)
    {
        var main = Main(state);
        return new CopyResult
        {
            Id = state.Id,
            Status = state.Status.ToString(),
            Command = main is null ? null : CommandOf(main),
            Database = request.Target.Database ?? state.Target.Database,
            QueryId = main?.QueryId,
            CreatedUtc = state.CreatedUtc,
            Duration = state.Duration,
            WasJoined = request.JoinedFromUtc is not null,
            LoadedRows = facts?.LoadedRows,
            LoadedBytes = facts?.LoadedBytes,
            UnloadedRows = facts?.UnloadedRows,
            UnloadedBytes = facts?.UnloadedBytes,
            FileCount = facts?.FileCount,
            ErrorCount = facts?.ErrorCount,
            Errors = facts?.Errors ?? [],
        };
    }

    /// <summary>
    /// Creates the result. A query that fails does not make the load a failure: what it would have shown stays null, and the
    /// reason is a warning.
    /// </summary>
    /// <exception cref="OperationCanceledException">The command was canceled. The run has ended all the same.</exception>
    public async Task<CopyResult> ReadAsync(CancellationToken cancellationToken)
    {
        var result = Summary(state, request);
        if (result.QueryId is not { } queryId)
            return result;
        if (target.Database is null || (target.WorkgroupName ?? target.ClusterIdentifier) is null)
        {
            request.Warn("The rows of the run are not known, because the service does not tell its database.");
            return result;
        }
        try
        {
            var facts = string.Equals(result.Command, Unload, StringComparison.Ordinal)
                ? await ReadUnloadAsync(queryId, cancellationToken).ConfigureAwait(false)
                : await ReadLoadAsync(queryId, cancellationToken).ConfigureAwait(false);
            return Summary(state, request, facts);
        }
        catch (Exception exception) when (exception is RedshiftDataException or FormatException)
        {
            request.Warn($"The rows of the run {result.Id} are not known: {exception.Message}");
            return result;
        }
    }

    /// <summary>Returns the statement of a run that loads or unloads; null if there is none.</summary>
    public static StatementState? Main(StatementState state) => state.Statements.FirstOrDefault(static one => CommandOf(one) is not null);

    static string? CommandOf(StatementState statement) => FirstWord(statement.Text) is (Copy or Unload) and { } command ? command : null;

    static string? FirstWord(string sql)
    {
        try
        {
            return SqlScript.Split(sql) is [var first, ..] ? first.Words[0] : null;
        }
        catch (InvalidCopyOptionException)
        {
            // Another client's statement, which only -Id can lead to.
            return null;
        }
    }

    async Task<RunFacts> ReadUnloadAsync(long queryId, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(SystemViews.UnloadHistory(queryId), cancellationToken).ConfigureAwait(false);
        var numbers = rows.Count == 0 ? [null, null, null] : SystemViews.Numbers(rows[0], expected: 3);
        return new RunFacts
        {
            UnloadedRows = numbers[0],
            UnloadedBytes = numbers[1],
            FileCount = numbers[2],
        };
    }

    async Task<RunFacts> ReadLoadAsync(long queryId, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(SystemViews.LoadHistory(queryId), cancellationToken).ConfigureAwait(false);
        var numbers = rows.Count == 0 ? [null, null, null, null] : SystemViews.Numbers(rows[0], expected: 4);
        var errors =
            state.Status == StatementStatus.Failed || numbers[3] > 0
                ? await ReadErrorsAsync(queryId, cancellationToken).ConfigureAwait(false)
                : [];
        return new RunFacts
        {
            LoadedRows = numbers[0],
            LoadedBytes = numbers[1],
            FileCount = numbers[2],
            ErrorCount = numbers[3] ?? (errors.Count > 0 ? errors.Count : null),
            Errors = errors,
        };
    }

    async Task<IReadOnlyList<CopyLoadError>> ReadErrorsAsync(long queryId, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(SystemViews.LoadErrors(queryId), cancellationToken).ConfigureAwait(false);
        var texts =
            request.IncludeRowText && rows.Count > 0
                ? await ReadTextsAsync(cancellationToken).ConfigureAwait(false)
                : new Dictionary<(string, long), string>();
        return [.. rows.Select(row => SystemViews.Error(row, texts))];
    }

    /// <summary>Reads the text of the rows by file and line; empty, with a warning, where Redshift does not have it.</summary>
    async Task<Dictionary<(string FileName, long LineNumber), string>> ReadTextsAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string, long), string> texts = [];
        if ((Main(state)?.ProcessId ?? state.ProcessId) is not { } processId)
        {
            request.Warn("The text of the rows is not known, because the service does not tell the session of the load.");
            return texts;
        }
        try
        {
            foreach (var row in await QueryAsync(SystemViews.RowTexts(processId), cancellationToken).ConfigureAwait(false))
            {
                var (fileName, lineNumber, text) = SystemViews.RowText(row);
                // The latest load of a session comes first.
                if (!texts.ContainsKey((fileName, lineNumber)))
                    texts.Add((fileName, lineNumber), text);
            }
        }
        catch (RedshiftDataException exception)
        {
            request.Warn($"The text of the rows is not known. Redshift Serverless does not have it. {exception.Message}");
        }
        return texts;
    }

    async Task<List<IReadOnlyList<string?>>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var batch = new StatementBatch(target, [sql], "RedshiftEncryption system views", Guid.NewGuid().ToString("N"));
        var started = await runner.StartAsync(batch, cancellationToken).ConfigureAwait(false);
        var ended = await waitAsync(started.Id, cancellationToken).ConfigureAwait(false);
        if (ended.Status != StatementStatus.Finished)
            throw new RedshiftDataException(
                RedshiftDataFault.RedshiftRequestRefused,
                $"The query of Redshift's system views failed: {ended.Error ?? ended.Status.ToString()}"
            );
        var rows = new List<IReadOnlyList<string?>>();
        string? continuation = null;
        do
        {
            var page = await runner.ReadResultAsync(started.Id, continuation, cancellationToken).ConfigureAwait(false);
            if (continuation is not null && string.Equals(page.Continuation, continuation, StringComparison.Ordinal))
                throw new RedshiftDataException(
                    RedshiftDataFault.RedshiftInvalidResponse,
                    "The result of the system views names the same next page twice."
                );
            rows.AddRange(page.Rows);
            continuation = page.Continuation;
        } while (continuation is not null);
        return rows;
    }
}
