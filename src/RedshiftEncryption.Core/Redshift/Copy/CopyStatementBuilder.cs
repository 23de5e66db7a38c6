using RedshiftEncryption.Redshift.Sql;

namespace RedshiftEncryption.Redshift.Copy;

/// <summary>Writes COPY from S3: one clause a line, keywords in upper case, in the documentation's order.</summary>
internal static class CopyStatementBuilder
{
    /// <exception cref="InvalidCopyOptionException">Redshift would refuse the statement, or a part of it could break out of
    /// its place.</exception>
    public static CopyStatement Build(CopyRequest request) =>
        new(
            request,
            [
                new StatementClause($"COPY {SqlIdentifier.Table(request.Table)}{ColumnList(request.Columns)}"),
                new StatementClause($"FROM {SqlLiteral.Quote(StatementUri.Of(request.Source.Uri))}"),
                .. CopyGrammar.Clauses(request),
            ]
        );

    static string ColumnList(IReadOnlyList<string> columns) =>
        columns.Count == 0 ? "" : $" ({string.Join(", ", columns.Select(SqlIdentifier.Column))})";
}
