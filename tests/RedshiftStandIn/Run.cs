using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace RedshiftStandIn;

#pragma warning disable CA1001 // A run lives as long as the process.
/// <summary>One run: its statements in one transaction, and what the service tells of it.</summary>
sealed class Run(IReadOnlyList<string> statements, bool isBatch, Place place)
#pragma warning restore CA1001
{
    /// <summary>The rows of a page, few so that tests turn pages.</summary>
    const int PageLength = 10;

    readonly CancellationTokenSource canceling = new();
    readonly Stopwatch elapsed = Stopwatch.StartNew();
    readonly IReadOnlyList<RunStep> steps = [.. statements.Select(static text => new RunStep(text))];
    Task ended = Task.CompletedTask;
    volatile string status = "SUBMITTED";
    long processId;
    TimeSpan duration;

    public string Id { get; } = Guid.NewGuid().ToString();

    public Place Place => place;

    public double CreatedAt { get; set; } = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    public void Begin(Database database, ObjectReader objects) => ended = Task.Run(() => RunAsync(database, objects));

    public async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await ended.WaitAsync(time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller describes the run as it is.
        }
    }

    public async Task<bool> CancelAsync(Database database)
    {
        if (ended.IsCompleted)
            throw new ApiException("ValidationException", $"Could not cancel a query that is already in {status} state.");
        await canceling.CancelAsync();
        // What waits in the server, such as a COPY on a lock, is canceled there.
        await database.CancelAsync((int)processId);
        return true;
    }

    public Dictionary<string, object?> Describe()
    {
        var described = Facts(Id, isBatch ? null : steps[0]);
        described["Status"] = status;
        described["CreatedAt"] = CreatedAt;
        described["Database"] = place.Database;
        described["RedshiftPid"] = processId;
        described["Duration"] = (long)(ended.IsCompleted ? duration : elapsed.Elapsed).TotalNanoseconds;
        if (place.WorkgroupName is not null)
            described["WorkgroupName"] = place.WorkgroupName;
        else
            described["ClusterIdentifier"] = place.ClusterIdentifier;
        if (steps.FirstOrDefault(static step => step.Error is not null) is { } failed)
            described["Error"] = isBatch ? $"Query #{steps.ToList().IndexOf(failed) + 1} failed with {failed.Error}" : failed.Error;
        if (isBatch)
            described["SubStatements"] = steps.Select((step, index) => Facts($"{Id}:{index + 1}", step)).ToList();
        return described;
    }

    public object Result(string? token)
    {
        if (status is not "FINISHED")
            throw new ApiException("ValidationException", "The statement has not finished.");
        var start = token is null ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        var rows = steps[^1].Rows;
        var next = start + PageLength;
        return new
        {
            Records = rows.Skip(start).Take(PageLength).Select(static row => row.Select(Field).ToList()).ToList(),
            NextToken = next < rows.Count ? next.ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    async Task RunAsync(Database database, ObjectReader objects)
    {
        status = "STARTED";
        try
        {
            await using var session = await Session.OpenAsync(database, objects, canceling.Token);
            processId = session.ProcessId;
            await session.BeginAsync();
            foreach (var step in steps)
                await RunAsync(session, step);
            await session.CommitAsync();
            status = "FINISHED";
        }
        catch (OperationCanceledException)
        {
            status = "ABORTED";
        }
        catch (Exception exception) when (exception is NpgsqlException or StatementException)
        {
            status = canceling.IsCancellationRequested ? "ABORTED" : "FAILED";
        }
        foreach (var step in steps.Where(static step => step.Status is "SUBMITTED" or "STARTED"))
            step.Status = "ABORTED";
        duration = elapsed.Elapsed;
    }

    async Task RunAsync(Session session, RunStep step)
    {
        step.Status = "STARTED";
        step.QueryId = await session.NextQueryIdAsync();
        try
        {
            await session.RunAsync(step, canceling.Token);
            step.Status = "FINISHED";
        }
        catch (Exception exception)
            when (exception is PostgresException { SqlState: not PostgresErrorCodes.QueryCanceled } or StatementException)
        {
            step.Status = "FAILED";
            step.Error = exception is PostgresException refused ? $"ERROR: {refused.MessageText}" : $"ERROR: {exception.Message}";
            throw;
        }
    }

    static Dictionary<string, object?> Facts(string id, RunStep? step)
    {
        var facts = new Dictionary<string, object?>(StringComparer.Ordinal) { ["Id"] = id };
        if (step is null)
            return facts;
        facts["Status"] = step.Status;
        facts["QueryString"] = step.Text;
        facts["RedshiftQueryId"] = step.QueryId;
        if (step.Error is not null)
            facts["Error"] = step.Error;
        return facts;
    }

    static Dictionary<string, object> Field(object? value) =>
        value switch
        {
            null => new(StringComparer.Ordinal) { ["isNull"] = true },
            bool flag => new(StringComparer.Ordinal) { ["booleanValue"] = flag },
            short or int or long => new(StringComparer.Ordinal) { ["longValue"] = value },
            float or double => new(StringComparer.Ordinal) { ["doubleValue"] = value },
            _ => new(StringComparer.Ordinal) { ["stringValue"] = Convert.ToString(value, CultureInfo.InvariantCulture)! },
        };
}
