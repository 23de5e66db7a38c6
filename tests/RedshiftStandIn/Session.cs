using System.Text.RegularExpressions;
using Npgsql;

namespace RedshiftStandIn;

/// <summary>
/// A session of a run. What Redshift's COPY and UNLOAD do is done by PostgreSQL's own COPY; TRUNCATE commits, as on Redshift; all
/// else is run as it is.
/// </summary>
sealed partial class Session : IAsyncDisposable
{
    readonly Database database;
    readonly ObjectReader objects;
    readonly NpgsqlConnection connection;

    Session(Database database, ObjectReader objects, NpgsqlConnection connection)
    {
        this.database = database;
        this.objects = objects;
        this.connection = connection;
    }

    public int ProcessId => connection.ProcessID;

    public static async Task<Session> OpenAsync(Database database, ObjectReader objects, CancellationToken cancellationToken) =>
        new(database, objects, await database.OpenAsync(cancellationToken));

    public Task BeginAsync() => ExecuteAsync("BEGIN", CancellationToken.None);

    public Task CommitAsync() => ExecuteAsync("COMMIT", CancellationToken.None);

    public async Task<long> NextQueryIdAsync()
    {
        await using var own = await database.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand("SELECT nextval('standin_query_id')", own);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(RunStep step, CancellationToken cancellationToken)
    {
        switch (FirstWord().Match(step.Text).Value.ToUpperInvariant())
        {
            case "COPY":
                await new CopyLoad(database, objects, connection, step.QueryId).RunAsync(CopyClauses.Parse(step.Text), cancellationToken);
                break;
            case "UNLOAD":
                await new Unload(database, objects, connection, step.QueryId).RunAsync(step.Text, cancellationToken);
                break;
            case "TRUNCATE":
                await ExecuteAsync("COMMIT", cancellationToken);
                await ExecuteAsync(step.Text, cancellationToken);
                await ExecuteAsync("BEGIN", cancellationToken);
                break;
            default:
                await QueryAsync(step, cancellationToken);
                break;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task QueryAsync(RunStep step, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(step.Text, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            step.Rows.Add([
                .. Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column)),
            ]);
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FirstWord();
}
