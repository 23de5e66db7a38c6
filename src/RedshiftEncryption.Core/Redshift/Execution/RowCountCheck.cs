using System.Globalization;

namespace RedshiftEncryption.Redshift.Execution;

/// <summary>
/// Checks the number of rows inside the transaction of a load: a query that divides by zero if the last COPY of the session
/// loaded another number, which rolls the transaction back.
/// </summary>
internal static class RowCountCheck
{
    const string Start = "SELECT 1 / CASE WHEN pg_last_copy_count() = ";
    const string End = " THEN 1 ELSE 0 END";

    public static string For(long rows) => $"{Start}{rows.ToString(CultureInfo.InvariantCulture)}{End}";

    /// <summary>Returns the expected number if a statement is such a check; null if it is another statement.</summary>
    public static long? ExpectedBy(string statement) =>
        statement.StartsWith(Start, StringComparison.Ordinal)
        && statement.EndsWith(End, StringComparison.Ordinal)
        && long.TryParse(
            statement.AsSpan(Start.Length, statement.Length - Start.Length - End.Length),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var rows
        )
            ? rows
            : null;
}
