using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace RedshiftStandIn;

/// <summary>Unloads the rows of a query to one object, by PostgreSQL's COPY TO STDOUT. It knows no option of UNLOAD.</summary>
sealed partial class Unload(Database database, ObjectReader objects, NpgsqlConnection connection, long queryId)
{
    public async Task RunAsync(string statement, CancellationToken cancellationToken)
    {
        var match = Statement().Match(statement);
        if (!match.Success)
            throw new StatementException("The stand-in does not know this form of UNLOAD.");
        var query = match.Groups["query"].Value.Replace("''", "'", StringComparison.Ordinal);
        string text;
        using (
            var reader = await connection.BeginTextExportAsync(
                $"COPY ({query}) TO STDOUT WITH (FORMAT csv, DELIMITER '|')",
                cancellationToken
            )
        )
            text = await reader.ReadToEndAsync(cancellationToken);
        var content = Encoding.UTF8.GetBytes(text);
        await objects.WriteAsync($"{match.Groups["uri"].Value}0000_part_00", content, cancellationToken);
        await using var own = await database.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand("INSERT INTO sys_unload_history VALUES ($1, 'completed', $2, 1, $3)", own)
        {
            Parameters =
            {
                new() { Value = queryId },
                new() { Value = (long)text.Count(static character => character == '\n') },
                new() { Value = (long)content.Length },
            },
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    [GeneratedRegex(
        "^UNLOAD \\('(?<query>(''|[^'])*)'\\)\\s+TO '(?<uri>[^']*)'",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Statement();
}
