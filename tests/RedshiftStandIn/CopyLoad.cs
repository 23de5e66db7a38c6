using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace RedshiftStandIn;

/// <summary>
/// Loads objects by PostgreSQL's COPY FROM STDIN, one by one, so that its line numbers are those of the files, and records the
/// outcome in tables with the names and columns of Redshift's system views.
/// </summary>
sealed partial class CopyLoad(Database database, ObjectReader objects, NpgsqlConnection connection, long queryId)
{
    /// <summary>Redshift's code for a digit that is not valid; PostgreSQL's errors have others.</summary>
    const int ErrorCode = 1207;

    readonly List<(string File, long Line, string? Column, string Message, string Text)> errors = [];
    long rows;
    long bytes;
    int files;

    public async Task RunAsync(CopyClauses clauses, CancellationToken cancellationToken)
    {
        if (clauses.IsEncrypted || clauses.Unpacker is not (null or "gzip"))
            throw new StatementException("The stand-in loads only plain and gzip objects.");
        try
        {
            foreach (
                var uri in clauses.IsManifest
                    ? await EntriesAsync(clauses.From, cancellationToken)
                    : await objects.ListAsync(clauses.From, cancellationToken)
            )
                await LoadAsync(clauses, uri, cancellationToken);
            if (files == 0)
                throw new StatementException($"The specified S3 prefix '{ObjectReader.Split(clauses.From).Key}' does not exist");
            await using var count = new NpgsqlCommand("SELECT set_config('standin.copy_count', $1, false)", connection)
            {
                Parameters = { new() { Value = rows.ToString(CultureInfo.InvariantCulture) } },
            };
            await count.ExecuteScalarAsync(cancellationToken);
        }
        finally
        {
            // In a session of its own, because the run's is rolled back.
            await RecordAsync();
        }
    }

    async Task<List<string>> EntriesAsync(string uri, CancellationToken cancellationToken)
    {
        using var manifest = JsonDocument.Parse(await objects.ReadAsync(uri, cancellationToken));
        return
        [
            .. manifest.RootElement.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("url").GetString()!),
        ];
    }

    async Task LoadAsync(CopyClauses clauses, string uri, CancellationToken cancellationToken)
    {
        var content = await objects.ReadAsync(uri, cancellationToken);
        files++;
        bytes += content.Length;
        var text = Encoding.UTF8.GetString(clauses.Unpacker is null ? content : Unpacked(content));
        List<(string Text, int Number)> lines =
        [
            .. text.Split('\n').Select(static (line, index) => (line, index + 1)).Skip(clauses.IgnoreHeader),
        ];
        if (lines.Count > 0 && lines[^1].Text.Length == 0)
            lines.RemoveAt(lines.Count - 1);
        while (lines.Count > 0)
        {
            await ExecuteAsync("SAVEPOINT object", cancellationToken);
            try
            {
                rows += await CopyAsync(clauses, lines, cancellationToken);
                return;
            }
            catch (PostgresException refused) when (Place().Match(refused.Where ?? "") is { Success: true } place)
            {
                await ExecuteAsync("ROLLBACK TO object", cancellationToken);
                var bad = lines[int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) - 1];
                var column = place.Groups["column"] is { Success: true } named ? named.Value : null;
                errors.Add((uri, bad.Number, column, refused.MessageText, bad.Text));
                if (errors.Count > clauses.MaxError)
                    throw new StatementException("Load into table failed.  Check 'sys_load_error_detail' system table for details.");
                lines.Remove(bad);
            }
        }
    }

    /// <summary>Copies lines, which are not always records, and returns the number of rows that PostgreSQL made of them.</summary>
    async Task<long> CopyAsync(CopyClauses clauses, List<(string Text, int Number)> lines, CancellationToken cancellationToken)
    {
        var before = await CountAsync(clauses, cancellationToken);
        var sql = $"COPY {clauses.Table} FROM STDIN WITH (FORMAT csv, DELIMITER '{clauses.Delimiter}')";
        await using (var writer = await connection.BeginTextImportAsync(sql, cancellationToken))
        {
            foreach (var (text, _) in lines)
                await writer.WriteAsync($"{text}\n".AsMemory(), cancellationToken);
        }
        return await CountAsync(clauses, cancellationToken) - before;
    }

    async Task<long> CountAsync(CopyClauses clauses, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {clauses.Table.Split('(')[0]}", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static byte[] Unpacked(byte[] content)
    {
        using var packed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    async Task RecordAsync()
    {
        await using var own = await database.OpenAsync(CancellationToken.None);
        await InsertAsync(
            own,
            "sys_load_history",
            queryId,
            errors.Count > 0 && rows == 0 ? "aborted" : "completed",
            rows,
            bytes,
            files,
            errors.Count
        );
        foreach (var (file, line, column, message, text) in errors)
        {
            var type = column is null ? null : "int4";
            await InsertAsync(own, "sys_load_error_detail", queryId, connection.ProcessID, file, line, column, type, 0, ErrorCode, message);
            await InsertAsync(own, "stl_load_errors", connection.ProcessID, DateTime.UtcNow, file, line, text);
        }
    }

    static async Task InsertAsync(NpgsqlConnection own, string table, params object?[] values)
    {
        var places = string.Join(", ", values.Select(static (_, index) => FormattableString.Invariant($"${index + 1}")));
        await using var command = new NpgsqlCommand($"INSERT INTO {table} VALUES ({places})", own);
        foreach (var value in values)
            command.Parameters.Add(
                new NpgsqlParameter
                {
                    Value = value is DateTime time ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : value ?? DBNull.Value,
                }
            );
        await command.ExecuteNonQueryAsync();
    }

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [GeneratedRegex(
        "line (?<line>[0-9]+)(, column (?<column>[^:]+):)?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Place();
}
