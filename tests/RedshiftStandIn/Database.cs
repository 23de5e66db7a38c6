using Npgsql;

namespace RedshiftStandIn;

/// <summary>A PostgreSQL with tables and a function of Redshift's names.</summary>
sealed class Database(string folder)
{
    /// <summary>The columns that Redshift documents, as far as the module reads them.</summary>
    const string SystemViews = """
        CREATE SEQUENCE IF NOT EXISTS standin_query_id START 1000;
        CREATE TABLE IF NOT EXISTS sys_load_history (query_id bigint, status text, loaded_rows bigint, loaded_bytes bigint,
            source_file_count bigint, error_count bigint);
        CREATE TABLE IF NOT EXISTS sys_unload_history (query_id bigint, status text, unloaded_rows bigint,
            unloaded_files_count bigint, unloaded_files_size bigint);
        CREATE TABLE IF NOT EXISTS sys_load_error_detail (query_id bigint, session_id integer, file_name character(256),
            line_number bigint, column_name character(127), column_type character(10), position integer, error_code integer,
            error_message character(512));
        CREATE TABLE IF NOT EXISTS stl_load_errors (session integer, starttime timestamp, filename character(256),
            line_number bigint, raw_line character(1024));
        CREATE OR REPLACE FUNCTION pg_last_copy_count() RETURNS bigint LANGUAGE sql VOLATILE AS
            $$ SELECT current_setting('standin.copy_count', true)::bigint $$;
        """;

    /// <summary>Without a pool, because a session's settings end with it.</summary>
    readonly string settings = new NpgsqlConnectionStringBuilder
    {
        Host = folder,
        Username = "postgres",
        Database = "postgres",
        Pooling = false,
    }.ConnectionString;

    public async Task CreateSystemViewsAsync()
    {
        await using var connection = await OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(SystemViews, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task CancelAsync(int processId)
    {
        await using var connection = await OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand("SELECT pg_cancel_backend($1)", connection)
        {
            Parameters = { new() { Value = processId } },
        };
        await command.ExecuteScalarAsync();
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(settings);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
