using System.Text.RegularExpressions;

namespace RedshiftEncryption.Redshift.Execution;

/// <summary>
/// Refuses what must not be passed to the service: secrets, because it shows the text of each statement for 24 hours, and
/// commands that end the transaction, because a failed load could not be rolled back.
/// </summary>
internal static class StatementSafety
{
    static readonly HashSet<string> SecretWords = new(
        ["MASTER_SYMMETRIC_KEY", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PASSWORD"],
        StringComparer.Ordinal
    );

    /// <summary>Matches the names in a CREDENTIALS string whose values are secrets.</summary>
    static readonly Regex SecretCredentials = new(
        "(aws_access_key_id|aws_secret_access_key|token|master_symmetric_key)\\s*=",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1)
    );

    static readonly HashSet<string> TransactionWords = new(
        ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT"],
        StringComparer.Ordinal
    );

    /// <summary>Commands that Redshift does not run in a transaction.</summary>
    static readonly string[][] Outside =
    [
        ["VACUUM"],
        ["CREATE", "DATABASE"],
        ["DROP", "DATABASE"],
        ["CREATE", "EXTERNAL"],
        ["DROP", "EXTERNAL"],
        ["CREATE", "LIBRARY"],
        ["DROP", "LIBRARY"],
    ];

    /// <summary>Returns the keyword of a secret in a statement; null if it contains none.</summary>
    public static string? SecretIn(SqlStatement statement)
    {
        if (statement.Words.FirstOrDefault(SecretWords.Contains) is { } word)
            return word;
        return statement.Words.Contains("CREDENTIALS", StringComparer.Ordinal) && statement.Literals.Any(SecretCredentials.IsMatch)
            ? "CREDENTIALS"
            : null;
    }

    /// <summary>Returns why a statement cannot be in a transaction with the load; null if it can.</summary>
    public static string? TransactionRefusal(SqlStatement statement)
    {
        if (statement.BeginsWith("TRUNCATE"))
            return "TRUNCATE commits the transaction on Redshift, so a load that failed after it would leave an empty table. "
                + "Use DELETE FROM, or load into a staging table.";
        if (statement.BeginsWith("ALTER", "TABLE") && statement.Words.Contains("APPEND", StringComparer.Ordinal))
            return "ALTER TABLE APPEND cannot run in a transaction. Use INSERT INTO ... SELECT, or run it on its own.";
        if (TransactionWords.Contains(statement.Words[0]))
            return $"{statement.Words[0]} begins or ends a transaction, but all statements of the run are one transaction. Omit it.";
        if (statement.BeginsWith("COPY") && CreatesJob(statement))
            return "COPY JOB CREATE cannot run in a transaction. Run it on its own.";
        return Outside.Any(words => statement.BeginsWith(words))
            ? $"{statement.Name} cannot run in a transaction. Run it on its own."
            : null;
    }

    static bool CreatesJob(SqlStatement statement) =>
        statement.Words.Zip(statement.Words.Skip(1), static (word, next) => word is "JOB" && next is "CREATE").Any(static found => found);
}
