using System.Globalization;

namespace RedshiftEncryption.Redshift.Execution;

/// <summary>The queries of Redshift's system views for the outcome of a COPY or UNLOAD, and their results.</summary>
/// <remarks>
/// From the pages "SYS_LOAD_HISTORY", "SYS_LOAD_ERROR_DETAIL", "SYS_UNLOAD_HISTORY" and "STL_LOAD_ERRORS" of the Redshift
/// Database Developer Guide. Only STL_LOAD_ERRORS, which Redshift Serverless does not have, contains the text of rows.
/// </remarks>
internal static class SystemViews
{
    /// <summary>The maximum number of errors that are read.</summary>
    public const int MaximumErrors = 100;

    public static string LoadHistory(long queryId) =>
        $"SELECT loaded_rows, loaded_bytes, source_file_count, error_count FROM sys_load_history WHERE query_id = {Text(queryId)}";

    public static string UnloadHistory(long queryId) =>
        $"SELECT unloaded_rows, unloaded_files_size, unloaded_files_count FROM sys_unload_history WHERE query_id = {Text(queryId)}";

    public static string LoadErrors(long queryId) =>
        "SELECT TRIM(file_name), line_number, TRIM(column_name), TRIM(column_type), position, error_code, TRIM(error_message) "
        + $"FROM sys_load_error_detail WHERE query_id = {Text(queryId)} "
        + $"ORDER BY file_name, line_number LIMIT {Text(MaximumErrors)}";

    /// <summary>Queries the text of rows with errors by the session of the load, because the views number queries differently.</summary>
    public static string RowTexts(long processId) =>
        $"SELECT TRIM(filename), line_number, raw_line FROM stl_load_errors WHERE session = {Text(processId)} "
        + "ORDER BY starttime DESC LIMIT 1000";

    /// <param name="row">A row of <see cref="LoadErrors"/>.</param>
    /// <param name="texts">The text of rows by file and line, as far as it is known.</param>
    /// <exception cref="FormatException">The row has other columns, or a value is not a number.</exception>
    public static CopyLoadError Error(IReadOnlyList<string?> row, IReadOnlyDictionary<(string FileName, long LineNumber), string> texts) =>
        row.Count == 7
            ? new CopyLoadError
            {
                FileName = row[0] ?? "",
                LineNumber = Number(row[1]),
                ColumnName = NonEmpty(row[2]),
                ColumnType = NonEmpty(row[3]),
                Position = Number(row[4]),
                ErrorCode = (int?)Number(row[5]),
                Message = row[6] ?? "",
                RowText = texts.TryGetValue((row[0] ?? "", Number(row[1]) ?? 0), out var text) ? text : null,
            }
            : throw Unexpected(row.Count, expected: 7);

    /// <exception cref="FormatException">The row has other columns, or a value is not a number.</exception>
    public static (string FileName, long LineNumber, string Text) RowText(IReadOnlyList<string?> row) =>
        row.Count == 3 ? (row[0] ?? "", Number(row[1]) ?? 0, row[2] ?? "") : throw Unexpected(row.Count, expected: 3);

    /// <summary>Reads the numbers of a row; null for NULL.</summary>
    /// <exception cref="FormatException">The row has other columns, or a value is not a number.</exception>
    public static IReadOnlyList<long?> Numbers(IReadOnlyList<string?> row, int expected) =>
        row.Count == expected ? [.. row.Select(Number)] : throw Unexpected(row.Count, expected);

    static long? Number(string? text) =>
        text is null ? null
        : long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException("a value of the system view is not a number");

    static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    static FormatException Unexpected(int count, int expected) => new($"the system view has {count} columns instead of {expected}");

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
