using System.Diagnostics;
using RedshiftEncryption.Integration.Loading;

namespace RedshiftEncryption.Integration.Servers;

/// <summary>A real PostgreSQL that ends with the tests, spoken to by its own psql.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    Process? process;
    string? folder;
    string failure = "";

    /// <summary>Where its socket is.</summary>
    internal string Folder
    {
        get
        {
            if (folder is null)
                Repository.Lack($"PostgreSQL does not run: {failure}");
            return folder!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        process = Process.Start(
            new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "tests", "postgresql.sh")])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        folder = await process.StandardOutput.ReadLineAsync();
        if (folder is null)
            failure = await error;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null)
            return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Runs a script of SQL and psql commands in one transaction, and returns its output.</summary>
    /// <exception cref="CommandFailedException">A command failed, and with it the whole script.</exception>
    internal async Task<string> RunAsync(string script)
    {
        string[] arguments =
        [
            "--no-psqlrc",
            "--host",
            Folder,
            "--username",
            "postgres",
            "--set",
            "ON_ERROR_STOP=1",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--single-transaction",
            "--file",
            "-",
        ];
        var (exitCode, output, error) = await Command.RunAsync("psql", arguments, script);
        return exitCode == 0 ? output : throw new CommandFailedException(error);
    }

    /// <summary>How a table's rows differ from another's, by PostgreSQL's own comparison of whole rows.</summary>
    internal async Task<TableDifference> CompareAsync(string original, string loaded)
    {
        var answer = await RunAsync(
            $"""
            SELECT count(*), count(DISTINCT id) FROM {loaded};
            SELECT count(*) FROM (TABLE {original} EXCEPT ALL TABLE {loaded}) missing;
            SELECT count(*) FROM (TABLE {loaded} EXCEPT ALL TABLE {original}) extra;
            """
        );
        var counts = answer.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        return new TableDifference(Rows: counts[0], DistinctIds: counts[1], Missing: counts[2], Extra: counts[3]);
    }
}
